/**
 * Distinguishes a client that reads nothing from one that is merely slow.
 *
 * Nothing is added to a packet that has not left, so a client that has neither drained nor been sent anything new between
 * two looks has read less than that packet for as long.
 */
export class StallWatch {
  readonly #limitMs: number;
  #since: number | null = null;
  #sends = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** True when the client has stood still for the limit. `sends` counts what was ever sent; `now` in milliseconds. */
  look(now: number, isDrained: boolean, sends: number): boolean {
    if (isDrained || sends !== this.#sends) this.#since = null;
    this.#sends = sends;
    if (isDrained) return false;
    this.#since ??= now;
    return now - this.#since >= this.#limitMs;
  }
}
