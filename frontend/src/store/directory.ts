import type { Instrument, QuoteBatch } from '@quotebridge/contracts/wire';
import { Cell } from './cell.ts';

/** A row of the board. A symbol may be quoted before the API describes it. */
export interface Listing {
  readonly symbol: string;
  readonly instrument: Instrument | undefined;
}

/** All known symbols: those that the API lists and those that are quoted. */
export class Directory {
  readonly listings = new Cell<readonly Listing[]>([]);
  readonly #bySymbol = new Map<string, Listing>();

  get(symbol: string): Listing | undefined {
    return this.#bySymbol.get(symbol);
  }

  describe(instruments: readonly Instrument[]): void {
    let changed = false;
    for (const instrument of instruments) {
      const known = this.#bySymbol.get(instrument.symbol)?.instrument;
      if (known !== undefined && isSame(known, instrument)) continue;
      this.#bySymbol.set(instrument.symbol, { symbol: instrument.symbol, instrument });
      changed = true;
    }
    if (changed) this.#publish();
  }

  /** Returns whether any of the symbols was unknown. */
  add({ quotes }: QuoteBatch): boolean {
    const known = this.#bySymbol.size;
    for (const [symbol] of quotes) {
      if (!this.#bySymbol.has(symbol)) this.#bySymbol.set(symbol, { symbol, instrument: undefined });
    }
    if (this.#bySymbol.size === known) return false;
    this.#publish();
    return true;
  }

  #publish(): void {
    this.listings.set([...this.#bySymbol.values()].toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1)));
  }
}

function isSame(a: Instrument, b: Instrument): boolean {
  return a.name === b.name && a.currency === b.currency && a.tickSize === b.tickSize && a.source === b.source;
}
