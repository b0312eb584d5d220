/**
 * Distinguishes a client that reads nothing from one that is merely slow.
 *
 * A client is sent nothing until its last packet has left. So a client that has neither drained nor been sent anything since
 * the last check has not read even that packet.
 */
export class StallWatch {
  readonly #limitMs: number;
  #since: number | null = null;
  #sends = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** True when the client has read nothing for the limit. `sends` counts all packets ever sent; `now` in milliseconds. */
  check(now: number, isDrained: boolean, sends: number): boolean {
    if (isDrained || sends !== this.#sends) this.#since = null;
    this.#sends = sends;
    if (isDrained) return false;
    this.#since ??= now;
    return now - this.#since >= this.#limitMs;
  }
}
