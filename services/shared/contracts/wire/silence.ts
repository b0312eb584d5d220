/** The longest time between two messages, and until now. Times in milliseconds by a monotonic clock. */
export class Silence {
  #last: number | null = null;
  #longest = 0;

  received(now: number): void {
    this.#longest = this.at(now);
    this.#last = now;
  }

  /** 0 before the first message. */
  at(now: number): number {
    return this.#last === null ? 0 : Math.max(this.#longest, now - this.#last);
  }
}
