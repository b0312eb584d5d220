/** A rate limit: `perSecond` in the long run, and up to `burst` at once after a quiet time. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Takes `weight` tokens if at least `reserve` remain after it. `now` in milliseconds, by a monotonic clock. */
  take(now: number, weight = 1, reserve = 0): boolean {
    const earned = Math.max(0, (now - this.#at) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#at = now;
    if (this.#tokens - weight < reserve) return false;
    this.#tokens -= weight;
    return true;
  }
}
