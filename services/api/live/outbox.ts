import type { StoredQuote } from '@quotebridge/quote-reader';

interface Pending {
  readonly stored: StoredQuote;
  readonly conflated: number;
}

/**
 * The buffer of a client that reads too slowly: the newest quote of each symbol, and how many it replaced. So its size is
 * bounded by the number of symbols.
 */
export class Outbox {
  readonly #pending = new Map<string, Pending>();

  put(stored: StoredQuote): void {
    const { symbol } = stored.quote;
    const before = this.#pending.get(symbol);
    this.#pending.set(symbol, { stored, conflated: before === undefined ? 0 : before.conflated + 1 });
  }

  /** Empties it, in the stream's order, so that the client can resume after any event. */
  takeAll(): Pending[] {
    const all = [...this.#pending.values()].toSorted((a, b) => a.stored.streamSeq - b.stored.streamSeq);
    this.#pending.clear();
    return all;
  }
}
