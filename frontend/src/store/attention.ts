/** How long a symbol that left the screen stays subscribed, in milliseconds: who scrolls back finds it live. */
const LINGER_MS = 2_000;
/** Who scrolls asks for other symbols at most this often: well below what a gateway allows a client. */
const ASK_EVERY_MS = 150;

export interface AttentionDeps {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Called with the symbols that are worth a subscription, whether they have changed or not. */
  readonly ask: (symbols: readonly string[]) => void;
}

/** Which symbols somebody looks at, or did until a moment ago: those are worth a subscription. */
export class Attention implements Disposable {
  readonly #deps: AttentionDeps;
  readonly #until = new Map<string, number>();
  #visible: readonly string[] = [];
  #focused: string | null = null;
  #symbols: readonly string[] = [];
  #askedAt = Number.NEGATIVE_INFINITY;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: AttentionDeps) {
    this.#deps = deps;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#soon);
  }

  /** What was asked for last. */
  get symbols(): readonly string[] {
    return this.#symbols;
  }

  /** Which rows there are on the screen. */
  show(symbols: readonly string[]): void {
    this.#visible = symbols;
    this.#look();
  }

  /** Which symbol is looked at in detail, on the screen or not. */
  focus(symbol: string | null): void {
    this.#focused = symbol;
    this.#look();
  }

  /** Asks now: what has lingered long enough is let go of. */
  readonly ask = (): void => {
    const now = this.#deps.now();
    this.#askedAt = now;
    for (const [symbol, until] of this.#until) if (until <= now) this.#until.delete(symbol);
    this.#symbols = [...this.#until.keys()];
    this.#deps.ask(this.#symbols);
  };

  #look(): void {
    const now = this.#deps.now();
    for (const [symbol, until] of this.#until) {
      if (until === Number.POSITIVE_INFINITY) this.#until.set(symbol, now + LINGER_MS);
    }
    for (const symbol of this.#visible) this.#until.set(symbol, Number.POSITIVE_INFINITY);
    if (this.#focused !== null) this.#until.set(this.#focused, Number.POSITIVE_INFINITY);
    clearTimeout(this.#soon);
    const wait = this.#askedAt + ASK_EVERY_MS - now;
    if (wait <= 0) this.ask();
    else this.#soon = setTimeout(this.ask, wait);
  }
}
