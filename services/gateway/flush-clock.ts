/**
 * When to flush. The first change after a quiet time goes out at once; after that, at most one flush in `everyMs`. So an
 * idle gateway adds no delay, and a busy one joins what comes within `everyMs` into one packet a client.
 */
export class FlushClock {
  readonly #everyMs: number;
  #last = Number.NEGATIVE_INFINITY;
  #isDue = false;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** There is something to flush: in how many milliseconds, or `null` when that is decided already. */
  changed(now: number): number | null {
    if (this.#isDue) return null;
    this.#isDue = true;
    return Math.max(0, this.#last + this.#everyMs - now);
  }

  flushed(now: number): void {
    this.#isDue = false;
    this.#last = now;
  }
}
