export interface FlushLimits {
  /** The least time between two flushes, in milliseconds. */
  readonly minMs: number;
  /** The most time between two flushes while the gateway is not overloaded, in milliseconds. */
  readonly maxMs: number;
}

/**
 * Of its time, what a gateway with room spends on flushes: beyond it, flushes move apart, up to `maxMs`. Reading the stream
 * takes another tenth to a quarter, so that half of the time is left for those who come, who ask, and for a burst.
 */
const ROOM = 0.25;
/** Of its time, what an overloaded gateway spends on flushes: the rest is for reading the stream and for its clients' requests. */
const FULL = 0.75;
/** How long before a flush is due what it is to send is read at most, in milliseconds. */
const READ_AHEAD_MS = 3;
/** Of the time between two flushes, what has to be left for a rest after the first. */
const RESTS_ABOVE = 0.5;
/** How fast a cost is forgotten. */
const FORGET = 0.2;

/**
 * When to flush: at once while there is room, at the clients' rate when there is not.
 *
 * The first change after a quiet time goes out at once. How soon the next flush may follow depends on what the last ones
 * cost: flushes take at most a quarter of the time, so with few clients they follow each other within a millisecond, and with
 * more clients they move apart, until they are `maxMs` apart and join all that comes meanwhile into one packet a client.
 * When flushes cost so much that even then they would take more than three quarters of the time, they move further apart:
 * every client's rate falls alike, and a quote is never older than one round, since newer quotes replace what waits.
 *
 * Whether there is room is judged by the dearest of the last flushes, so that a crowd is left its time at once. Overload is
 * judged by their average: one flush that something else held up is no reason to send less.
 *
 * Between two flushes nothing that comes could leave, so nothing needs to be read. Reading begins as long before the next one
 * as it took for the last. Where flushes leave less than half of the time, there is none to lose, and all is read as it comes.
 */
export class FlushClock {
  readonly #limits: FlushLimits;
  #last = Number.NEGATIVE_INFINITY;
  #dearestMs = 0;
  #averageMs: number | null = null;
  #isDue = false;
  /** How long before the last flush there was something for it, in milliseconds. */
  #readMs = 0;
  #changed = 0;

  constructor(limits: FlushLimits) {
    this.#limits = limits;
  }

  /** How far apart flushes are at present, in milliseconds. */
  get everyMs(): number {
    const { minMs, maxMs } = this.#limits;
    return Math.max(minMs, Math.min(maxMs, this.#dearestMs / ROOM), (this.#averageMs ?? 0) / FULL);
  }

  /** There is something to flush: in how many milliseconds, or `null` when that is decided already. */
  changed(now: number): number | null {
    if (this.#isDue) return null;
    this.#isDue = true;
    this.#changed = now;
    return Math.max(0, this.#last + this.everyMs - now);
  }

  /** A flush begins. */
  flushed(now: number): void {
    this.#isDue = false;
    this.#last = now;
    this.#readMs = now - this.#changed;
  }

  /** For how many milliseconds from now on, after a flush, nothing needs to be read. */
  restMs(now: number): number {
    const ms = this.#last + this.everyMs - Math.min(READ_AHEAD_MS, this.#readMs) - now;
    return ms > this.everyMs * RESTS_ABOVE ? ms : 0;
  }

  /** What the last flush took, in milliseconds, with what was sent since the one before. */
  cost(ms: number): void {
    this.#averageMs = blend(this.#averageMs ?? ms, ms);
    this.#dearestMs = Math.max(ms, blend(this.#dearestMs, ms));
  }
}

function blend(before: number, ms: number): number {
  return before + FORGET * (ms - before);
}
