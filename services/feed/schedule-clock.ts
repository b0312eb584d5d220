import { systemClock } from '@quotebridge/service-kit';
import type { Clock } from '@quotebridge/service-kit';

/** The wall clock is corrected by less than this without being set, in milliseconds. */
const STEP_MS = 20;

/**
 * The clock of the feed's schedule. The schedule goes by the monotonic clock, so that nothing is skipped or held back when the wall
 * clock is set; what is published carries the wall clock's time.
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

  /** By the schedule, in milliseconds; it only goes forward. */
  now(): number {
    return this.#clock().monotonic;
  }

  /** The wall clock's time at a moment of the schedule, in whole milliseconds since the Unix epoch. */
  wallTime(scheduled: number): number {
    return Math.floor(scheduled + this.#difference);
  }

  /** Follows the wall clock, if that was set. Returns by how much, in milliseconds, and `0` if it was not. */
  follow(): number {
    const { wall, monotonic } = this.#clock();
    const step = wall - monotonic - this.#difference;
    if (Math.abs(step) < STEP_MS) return 0;
    this.#difference += step;
    return step;
  }
}
