/**
 * The gateway's clock, estimated without this machine's wall clock.
 *
 * Each reading is late by its time on the network, so the greatest offset of the last few is the most accurate.
 */
export class ServerClock {
  static readonly #KEPT = 16;
  readonly #offsets: number[] = [];

  /** Takes a reading: `theirs` in milliseconds since the Unix epoch, received at `ours` by a monotonic clock. */
  read(theirs: number, ours: number): void {
    this.#offsets.push(theirs - ours);
    if (this.#offsets.length > ServerClock.#KEPT) this.#offsets.shift();
  }

  /** Forgets all readings: another gateway has another clock. */
  reset(): void {
    this.#offsets.length = 0;
  }

  /** The gateway's time at `ours`, or `null` before the first reading. */
  at(ours: number): number | null {
    return this.#offsets.length === 0 ? null : ours + this.#offset();
  }

  /** The time by our clock at which the gateway's clock showed `theirs`, or `null` before the first reading. */
  when(theirs: number): number | null {
    return this.#offsets.length === 0 ? null : theirs - this.#offset();
  }

  #offset(): number {
    return Math.max(...this.#offsets);
  }
}
