export interface FlushLimits {
  /** The least time between two flushes, in milliseconds. */
  readonly minMs: number;
  /** The most time between two flushes while the gateway is not overloaded, in milliseconds. */
  readonly maxMs: number;
}

/**
 * The share of time for flushes until they are `maxMs` apart. Reading the stream takes another tenth to a quarter, so that half
 * of the time is left for new clients, requests and bursts.
 */
const TARGET_DUTY = 0.25;
/** The share of time for flushes under overload: the rest is left for reading the stream and for requests. */
const MAX_DUTY = 0.75;
/** The weight of the newest cost in the average. */
const SMOOTHING = 0.2;

/**
 * Decides when to flush: at once with spare capacity, and less often as flushes become expensive.
 *
 * The first change after a quiet time is flushed at once. The interval to the next flush follows from the cost of the last
 * ones, so that flushes take at most a quarter of the time: within a millisecond with few clients, longer with more, up to
 * `maxMs`. Everything that arrives meanwhile goes into one packet a client. Under overload, when flushes at `maxMs` would take
 * more than three quarters of the time, the interval grows further: every client's rate falls equally, and no quote is older
 * than one interval, since newer quotes replace waiting ones.
 *
 * The interval below `maxMs` follows from the peak cost, so that it reacts at once when many clients join. Overload follows
 * from the average cost: one flush that something else delayed is no reason to send less.
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

  /** The present time between two flushes, in milliseconds. */
  get intervalMs(): number {
    const { minMs, maxMs } = this.#limits;
    return Math.max(minMs, Math.min(maxMs, this.#peakCostMs / TARGET_DUTY), (this.#averageCostMs ?? 0) / MAX_DUTY);
  }

  /** Something has changed. Returns in how many milliseconds to flush, or `null` when a flush is scheduled already. */
  changed(now: number): number | null {
    if (this.#isDue) return null;
    this.#isDue = true;
    return Math.max(0, this.#last + this.intervalMs - now);
  }

  /** A flush starts. */
  flushed(now: number): void {
    this.#isDue = false;
    this.#last = now;
  }

  /** Records the cost of the last flush, in milliseconds, including retries since the one before. */
  cost(ms: number): void {
    this.#averageCostMs = blend(this.#averageCostMs ?? ms, ms);
    this.#peakCostMs = Math.max(ms, blend(this.#peakCostMs, ms));
  }
}

function blend(before: number, ms: number): number {
  return before + SMOOTHING * (ms - before);
}
