import { CLOCK_BOUND_MS } from '@quotebridge/contracts/wire';
import type { Moment } from '@quotebridge/service-kit';

/** The first heartbeat counts as received without delay when no other follows within this time, in milliseconds: a backlog would continue at once. */
const SETTLE_MS = 300;
/** Heartbeats at least this far apart are not a backlog, in milliseconds: the feed publishes one a second. */
const APART_MS = 500;
/** Two delays that differ by less are the same, in milliseconds. */
const SAME_DELAY_MS = 250;
/** Hysteresis in milliseconds: clocks that disagreed must come this far within the bound to agree again. */
const WITHIN_MS = 100;

interface Reading {
  readonly sent: number;
  /** When it was received, by the monotonic clock. */
  readonly at: number;
  /** Our monotonic clock minus the feed's, plus the delay in transit. */
  readonly difference: number;
  /** False for a heartbeat that was stored before this reader started. */
  readonly live: boolean;
}

/**
 * Estimates the feed's clock relative to this machine's monotonic clock, so that a step of our own wall clock changes no age.
 *
 * A heartbeat arrives after a delay that is never negative. So the smallest observed difference between the clocks is the best
 * estimate, and a heartbeat with a larger one was late. The estimate grows only on evidence that the feed's clock was set back:
 * its times go back, or two consecutive heartbeats with the feed's usual interval have the same delay.
 */
export class FeedClock {
  #difference: number | null = null;
  #last: Reading | null = null;
  #disagrees = false;

  /** Takes each heartbeat once, in the feed's order. `sent` in milliseconds since the Unix epoch, by the feed's clock. */
  read(sent: number, at: Moment, live: boolean): void {
    const last = this.#last;
    const reading = { sent, at: at.monotonic, difference: at.monotonic - sent, live };
    this.#last = reading;
    const known = this.#difference;
    const isFuture = sent - at.wall > CLOCK_BOUND_MS;
    if (known === null ? isFuture : reading.difference < known) this.#difference = reading.difference;
    else if (last === null) return;
    else if (known !== null && sent < last.sent) this.#difference = reading.difference;
    else if (sameDelay(last, reading)) this.#difference = Math.min(last.difference, reading.difference);
  }

  /** How far our clock is ahead of the feed's, in milliseconds; `null` while unknown. */
  offset(now: Moment): number | null {
    this.#settle(now);
    return this.#difference === null ? null : this.#difference + now.wall - now.monotonic;
  }

  /** Whether the clocks differ beyond the bound. */
  disagrees(now: Moment): boolean {
    const offset = this.offset(now);
    const bound = this.#disagrees ? CLOCK_BOUND_MS - WITHIN_MS : CLOCK_BOUND_MS;
    this.#disagrees = offset !== null && Math.abs(offset) > bound;
    return this.#disagrees;
  }

  /** Converts `time` of the feed's clock to our monotonic clock; `null` while the offset is unknown. */
  when(time: number): number | null {
    return this.#difference === null ? null : time + this.#difference;
  }

  /** A single heartbeat suffices only if the clocks agree by it: otherwise it may be old. */
  #settle(now: Moment): void {
    if (this.#difference !== null || this.#last === null || !this.#last.live) return;
    const { at, difference } = this.#last;
    const offset = difference + now.wall - now.monotonic;
    if (now.monotonic - at >= SETTLE_MS && Math.abs(offset) <= CLOCK_BOUND_MS) this.#difference = difference;
  }
}

function sameDelay(a: Reading, b: Reading): boolean {
  return a.live && b.live && b.at - a.at >= APART_MS && Math.abs(b.difference - a.difference) <= SAME_DELAY_MS;
}
