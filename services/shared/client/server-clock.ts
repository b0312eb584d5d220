/**
 * The gateway's clock as seen from here, free of this machine's wall clock.
 *
 * Each reading is late by the time that it travelled, so of the last few the greatest offset is nearest to the truth.
 */
export class ServerClock {
  static readonly #KEPT = 16;
  readonly #offsets: number[] = [];

  /** `theirs` in milliseconds since the Unix epoch, `ours` by a monotonic clock. */
  read(theirs: number, ours: number): void {
    this.#offsets.push(theirs - ours);
    if (this.#offsets.length > ServerClock.#KEPT) this.#offsets.shift();
  }

  /** Another gateway has another clock. */
  reset(): void {
    this.#offsets.length = 0;
  }

  /** The gateway's time at `ours`, or `null` before the first reading. */
  at(ours: number): number | null {
    return this.#offsets.length === 0 ? null : ours + this.#offset();
  }

  /** When, by our clock, it was `theirs`: what came late was sent earlier than it came. */
  when(theirs: number): number | null {
    return this.#offsets.length === 0 ? null : theirs - this.#offset();
  }

  #offset(): number {
    return Math.max(...this.#offsets);
  }
}
