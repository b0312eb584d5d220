export interface FlushLimits {
  /** The least time between two flushes, in milliseconds. */
  readonly minMs: number;
  /** The most time between two flushes while the gateway is not overloaded, in milliseconds. */
  readonly maxMs: number;
}

/**
 * Of its time, what a gateway with room spends on flushes: beyond it, flushes move apart, up to `maxMs`. Reading the stream
 * takes another tenth to a quarter, so that half of the time is left for new clients, requests and bursts.
 */
const TARGET_DUTY = 0.25;
/** Of its time, what an overloaded gateway spends on flushes: the rest is for reading the stream and for its clients' requests. */
const MAX_DUTY = 0.75;
/** The weight of the newest cost in the average. */
const SMOOTHING = 0.2;

/**
 * When to flush: at once while there is room, at the clients' rate when there is not.
 *
 * The first change after a quiet time goes out at once. How soon the next flush may follow depends on what the last ones
 * cost: flushes take at most a quarter of the time, so with few clients they follow each other within a millisecond, and with
 * more clients they move apart, until they are `maxMs` apart and join all that comes meanwhile into one packet a client.
 * When flushes cost so much that even then they would take more than three quarters of the time, they move further apart:
 * every client's rate falls alike, and a quote is never older than one round, since newer quotes replace what waits.
 *
 * Whether there is room is judged by the most expensive of the last flushes, so that a crowd has room at once. Overload is
 * judged by their average: one flush that something else held up is no reason to send less.
 */
export class FlushClock {
  readonly #limits: FlushLimits;
  #last = Number.NEGATIVE_INFINITY;
  #peakCostMs = 0;
  #averageCostMs: number | null = null;
  #isDue = false;

  constructor(limits: FlushLimits) {
    this.#limits = limits;
  }

  /** How far apart flushes are at present, in milliseconds. */
  get everyMs(): number {
    const { minMs, maxMs } = this.#limits;
    return Math.max(minMs, Math.min(maxMs, this.#peakCostMs / TARGET_DUTY), (this.#averageCostMs ?? 0) / MAX_DUTY);
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

  /** What the last flush took, in milliseconds, with what was sent since the one before. */
  cost(ms: number): void {
    this.#averageCostMs = blend(this.#averageCostMs ?? ms, ms);
    this.#peakCostMs = Math.max(ms, blend(this.#peakCostMs, ms));
  }
}

function blend(before: number, ms: number): number {
  return before + SMOOTHING * (ms - before);
}
