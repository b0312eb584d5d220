import { QuoteAccount, QuoteHashes } from '@quotebridge/contracts/wire';
import type { Comparison, MarkTuple, QuoteAccountTotals, QuoteBatch } from '@quotebridge/contracts/wire';
import type { QuoteHandlers } from './quote-client.ts';

export interface ReceiverTotals extends Readonly<QuoteAccountTotals> {
  /** Quotes that came again with different content. */
  readonly conflicting: number;
}

/**
 * The account of one receiver: what it received, misses, received twice, out of order or with different content. In mode `every` its running hashes are
 * compared with those of a site's auditor (`/v1/ledger/{symbol}`), which detects what counts hide. Pass its handlers to `QuoteClient` among your own.
 */
export class ReceiverLedger {
  readonly #account = new QuoteAccount();
  readonly #hashes = new QuoteHashes();

  readonly handlers: Pick<QuoteHandlers, 'onSnapshot' | 'onAdded' | 'onRemoved' | 'onQuotes'> = {
    onSnapshot: (snapshot, outstanding) => {
      this.#account.begin(snapshot, outstanding);
      this.#hashes.begin(snapshot);
    },
    onAdded: (snapshot) => {
      this.#account.join(snapshot);
      this.#hashes.join(snapshot);
    },
    onRemoved: (symbols) => {
      this.#account.drop(symbols);
      this.#hashes.drop(symbols);
    },
    onQuotes: ({ epoch, quotes }: QuoteBatch) => {
      for (const tuple of quotes) {
        this.#account.record(epoch, tuple);
        this.#hashes.record(epoch, tuple);
      }
    },
  };

  get totals(): ReceiverTotals {
    return { ...this.#account.totals, conflicting: this.#hashes.conflicting };
  }

  /** Compares a symbol with an auditor's marks, in mode `every` only. Throws `RangeError` when they are not marks. */
  compare(symbol: string, marks: readonly MarkTuple[]): Comparison {
    return this.#hashes.compare(symbol, marks);
  }
}
