/** How long a symbol that left the screen stays subscribed, in milliseconds: who scrolls back finds it live. */
const LINGER_MS = 2_000;

/** Which symbols somebody looks at, or did until a moment ago: those are worth a subscription. */
export class Attention {
  readonly #until = new Map<string, number>();

  /** What is looked at from now on. `now` in milliseconds, by a monotonic clock. */
  look(symbols: Iterable<string>, now: number): void {
    for (const [symbol, until] of this.#until) {
      if (until === Number.POSITIVE_INFINITY) this.#until.set(symbol, now + LINGER_MS);
    }
    for (const symbol of symbols) this.#until.set(symbol, Number.POSITIVE_INFINITY);
  }

  symbols(now: number): readonly string[] {
    for (const [symbol, until] of this.#until) if (until <= now) this.#until.delete(symbol);
    return [...this.#until.keys()];
  }
}
