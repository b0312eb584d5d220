import type { StoredQuote } from '@quotebridge/quote-reader';

interface Pending {
  readonly stored: StoredQuote;
  readonly conflated: number;
}

/**
 * What waits for a client that reads too slowly: of each symbol only the newest quote, and how many it replaced. So it holds
 * no more than there are symbols, however long the client takes.
 */
export class Outbox {
  readonly #pending = new Map<string, Pending>();

  put(stored: StoredQuote): void {
    const { symbol } = stored.quote;
    const before = this.#pending.get(symbol);
    this.#pending.set(symbol, { stored, conflated: before === undefined ? 0 : before.conflated + 1 });
  }

  /** Empties it, in the stream's order: whatever the client has read last, it can resume after that. */
  takeAll(): Pending[] {
    const all = [...this.#pending.values()].toSorted((a, b) => a.stored.streamSeq - b.stored.streamSeq);
    this.#pending.clear();
    return all;
  }
}
