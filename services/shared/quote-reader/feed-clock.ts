import { CLOCK_BOUND_MS } from '@quotebridge/contracts/wire';
import type { Moment } from '@quotebridge/service-kit';

/** The first heartbeat counts as received without delay when no other follows it for this long, in milliseconds: a backlog goes on at once. */
const SETTLE_MS = 300;
/** Heartbeats this far apart are no backlog, in milliseconds: the feed publishes one a second. */
const APART_MS = 500;
/** Two delays that differ by less are the same, in milliseconds. */
const SAME_DELAY_MS = 250;
/** Clocks that differed beyond the bound agree again this far within it, in milliseconds: the verdict must not flicker. */
const WITHIN_MS = 100;

interface Reading {
  readonly sent: number;
  /** When it was received, by the monotonic clock. */
  readonly at: number;
  /** Our monotonic clock less the feed's, and the delay on the way. */
  readonly difference: number;
  /** False for a heartbeat that had been stored before this reader came. */
  readonly live: boolean;
}

/**
 * The feed's clock as seen from here, by this machine's monotonic clock: a step of our own clock changes no age.
 *
 * A heartbeat that was sent at `sent` is received after a delay, which is never negative. So the least difference between
 * the clocks that was seen is nearest to the truth, and what arrives later than that was late. It grows only on evidence
 * that the feed's clock was set back: its times go back, or two heartbeats in a row, apart as the feed sends them, have the same delay.
 */
export class FeedClock {
  #difference: number | null = null;
  #last: Reading | null = null;
  #disagrees = false;

  /** Each heartbeat once, in the feed's order. `sent` in milliseconds since the Unix epoch, by the feed's clock. */
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

  /** By how much our clock is ahead of the feed's, in milliseconds; `null` while that is not known. */
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

  /** When it was `time` by the feed's clock, by our monotonic clock; `null` while that is not known. */
  when(time: number): number | null {
    return this.#difference === null ? null : time + this.#difference;
  }

  /** The first heartbeat is taken by itself only if it says that the clocks agree: else it may be old. */
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
