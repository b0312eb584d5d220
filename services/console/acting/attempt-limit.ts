/** Addresses counted one by one in a window; further ones share a count. */
const ADDRESSES = 1_000;
const SHARED = 'others';

/** Allows so many attempts of each address in a window of time. Pure but for the injected clock. */
export class AttemptLimit {
  readonly #max: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
  #ends = 0;

  /** @param now a monotonic clock in milliseconds */
  constructor({ max, windowMs, now }: { readonly max: number; readonly windowMs: number; readonly now: () => number }) {
    this.#max = max;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** For how long the address has to wait, in milliseconds; 0 while it may attempt. */
  waitOf(address: string): number {
    this.#renew();
    return (this.#counts.get(this.#keyOf(address)) ?? 0) < this.#max ? 0 : this.#ends - this.#now();
  }

  count(address: string): void {
    this.#renew();
    const key = this.#keyOf(address);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  #keyOf(address: string): string {
    return this.#counts.has(address) || this.#counts.size < ADDRESSES ? address : SHARED;
  }

  #renew(): void {
    if (this.#now() < this.#ends) return;
    this.#counts.clear();
    this.#ends = this.#now() + this.#windowMs;
  }
}
