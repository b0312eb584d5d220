/** Lets through so many a second in the long run, and so many at once after a quiet time. */
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

  /** `now` in milliseconds, by a monotonic clock. What weighs more than the burst counts as much as that. */
  take(now: number, weight = 1): boolean {
    const earned = Math.max(0, (now - this.#at) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#at = now;
    const taken = Math.min(weight, this.#burst);
    if (this.#tokens < taken) return false;
    this.#tokens -= taken;
    return true;
  }

  /** One that was taken was not used. */
  giveBack(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + 1);
  }
}
