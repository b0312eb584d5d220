import { systemClock } from '@quotebridge/service-kit';
import type { Clock } from '@quotebridge/service-kit';

/** A smaller difference is drift of the wall clock, a larger one a step. In milliseconds. */
const STEP_MS = 20;

/**
 * The clock of the feed's schedule. The schedule follows the monotonic clock, so that a step of the wall clock skips or delays no
 * quote; published times are those of the wall clock.
 */
export class ScheduleClock {
  readonly #clock: Clock;
  /** The wall clock less the monotonic one. */
  #difference: number;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
    const { wall, monotonic } = clock();
    this.#difference = wall - monotonic;
  }

  /** The time of the schedule in milliseconds. It never goes back. */
  now(): number {
    return this.#clock().monotonic;
  }

  /** Converts a time of the schedule to wall-clock time, in whole milliseconds since the Unix epoch. */
  wallTime(scheduled: number): number {
    return Math.floor(scheduled + this.#difference);
  }

  /** Adopts a step of the wall clock. Returns its size in milliseconds, `0` if there was none. */
  follow(): number {
    const { wall, monotonic } = this.#clock();
    const step = wall - monotonic - this.#difference;
    if (Math.abs(step) < STEP_MS) return 0;
    this.#difference += step;
    return step;
  }
}
