export interface FlushLimits {
  /** The least time between two flushes, in milliseconds. */
  readonly minMs: number;
  /** The most time between two flushes while the gateway is not overloaded, in milliseconds. */
  readonly maxMs: number;
}

/** Of its time, what a gateway with room spends on flushes: beyond it, flushes move apart, up to `maxMs`. */
const ROOM = 0.1;
/** Of its time, what an overloaded gateway spends on flushes: the rest is for reading the stream and for its clients' requests. */
const FULL = 0.75;
/** How fast a cost is forgotten that was higher than those after it. */
const FORGET = 0.2;

/**
 * When to flush: at once while there is room, at the clients' rate when there is not.
 *
 * The first change after a quiet time goes out at once. How soon the next flush may follow depends on what the last ones
 * cost: flushes take at most a tenth of the time, so with few clients they follow each other within a millisecond, and with
 * more clients they move apart, until they are `maxMs` apart and join all that comes meanwhile into one packet a client.
 * When one flush costs so much that even then it would take more than three quarters of the time, they move further apart:
 * every client's rate falls alike, and a quote is never older than one round, since newer quotes replace what waits.
 */
export class FlushClock {
  readonly #limits: FlushLimits;
  #last = Number.NEGATIVE_INFINITY;
  #costMs = 0;
  #isDue = false;

  constructor(limits: FlushLimits) {
    this.#limits = limits;
  }

  /** How far apart flushes are at present, in milliseconds. */
  get everyMs(): number {
    const { minMs, maxMs } = this.#limits;
    return Math.max(minMs, Math.min(maxMs, this.#costMs / ROOM), this.#costMs / FULL);
  }

  /** There is something to flush: in how many milliseconds, or `null` when that is decided already. */
  changed(now: number): number | null {
    if (this.#isDue) return null;
    this.#isDue = true;
    return Math.max(0, this.#last + this.everyMs - now);
  }

  /** A flush begins. */
  flushed(now: number): void {
    this.#isDue = false;
    this.#last = now;
  }

  /** What the last flush took, in milliseconds. A rise counts at once, a fall bit by bit. */
  cost(ms: number): void {
    this.#costMs = Math.max(ms, this.#costMs + FORGET * (ms - this.#costMs));
  }
}
