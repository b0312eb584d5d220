/** How long a symbol stays subscribed after leaving the screen, in milliseconds: scrolling back finds it live. */
const LINGER_MS = 2_000;
/** Minimum time between changes of the subscription while scrolling: well within the gateway's limit. */
const ASK_EVERY_MS = 150;

export interface AttentionDeps {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Called with the symbols to subscribe to, whether they have changed or not. */
  readonly ask: (symbols: readonly string[]) => void;
}

/** Decides which symbols to subscribe to: those on the screen, or that were there a moment ago. */
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

  /** The symbols of the last request. */
  get symbols(): readonly string[] {
    return this.#symbols;
  }

  /** Sets the rows on the screen. */
  show(symbols: readonly string[]): void {
    this.#visible = symbols;
    this.#look();
  }

  /** Sets the symbol whose details are shown, on the screen or not. */
  focus(symbol: string | null): void {
    this.#focused = symbol;
    this.#look();
  }

  /** Requests now, without the symbols whose time off the screen is up. */
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
