import type { StoredQuote } from '@quotebridge/quote-reader';

/** The newest quote of every symbol in the stream, and how far the stream was read. */
export class LatestStored {
  readonly #bySymbol = new Map<string, StoredQuote>();
  #streamSeq = 0;

  take(stored: StoredQuote): void {
    this.#bySymbol.set(stored.quote.symbol, stored);
    this.#streamSeq = stored.streamSeq;
  }

  /** The stream was recreated. */
  reset(): void {
    this.#bySymbol.clear();
    this.#streamSeq = 0;
  }

  get bySymbol(): ReadonlyMap<string, StoredQuote> {
    return this.#bySymbol;
  }

  /** The number of the last quote that was read, 0 before the first. */
  get streamSeq(): number {
    return this.#streamSeq;
  }
}
