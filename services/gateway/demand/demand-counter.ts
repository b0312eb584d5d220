/** A client, as far as it is counted. */
interface Counted {
  isWholeMarket: boolean;
  readonly symbols: Set<string>;
}

/**
 * Counts subscribed clients by symbol, at the cost of the symbols that a request names. A client of the whole market is counted as such, and in no symbol,
 * so that its subscription changes one number and not thousands. Pure.
 */
export class DemandCounter<Client extends object> {
  readonly #clients = new Map<Client, Counted>();
  readonly #bySymbol = new Map<string, number>();
  /** Symbols whose number has changed since it was taken; `null`: the whole market. */
  readonly #changed = new Set<string | null>();
  #wholeMarket = 0;

  subscribed(client: Client, symbols: readonly string[] | '*'): void {
    const counted = this.#clients.get(client) ?? { isWholeMarket: false, symbols: new Set() };
    this.#clients.set(client, counted);
    if (counted.isWholeMarket) return;
    if (symbols === '*') {
      this.#drop(counted);
      counted.isWholeMarket = true;
      this.#add(null, 1);
      return;
    }
    for (const symbol of symbols) {
      if (counted.symbols.has(symbol)) continue;
      counted.symbols.add(symbol);
      this.#add(symbol, 1);
    }
  }

  /** A client of the whole market stays one when it leaves single symbols out. */
  unsubscribed(client: Client, symbols: readonly string[] | '*'): void {
    const counted = this.#clients.get(client);
    if (counted === undefined) return;
    if (symbols === '*') return this.removed(client);
    for (const symbol of symbols) if (counted.symbols.delete(symbol)) this.#add(symbol, -1);
  }

  removed(client: Client): void {
    const counted = this.#clients.get(client);
    if (counted === undefined) return;
    this.#clients.delete(client);
    this.#drop(counted);
    if (counted.isWholeMarket) this.#add(null, -1);
  }

  /** Clients of a symbol; `null`: of the whole market. */
  count(symbol: string | null): number {
    return symbol === null ? this.#wholeMarket : (this.#bySymbol.get(symbol) ?? 0);
  }

  /** What has clients. */
  *all(): Iterable<string | null> {
    yield* this.#bySymbol.keys();
    if (this.#wholeMarket > 0) yield null;
  }

  /** What has changed since the last call. */
  takeChanged(): (string | null)[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #drop(counted: Counted): void {
    for (const symbol of counted.symbols) this.#add(symbol, -1);
    counted.symbols.clear();
  }

  #add(symbol: string | null, by: 1 | -1): void {
    this.#changed.add(symbol);
    if (symbol === null) {
      this.#wholeMarket += by;
      return;
    }
    const clients = this.count(symbol) + by;
    if (clients === 0) this.#bySymbol.delete(symbol);
    else this.#bySymbol.set(symbol, clients);
  }
}
