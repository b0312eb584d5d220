import { QuoteAccount, Silence } from '@quotebridge/contracts/wire';
import type { QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import type { ProbeCounts } from '../core/migration.ts';

/** What one client of ours received: an account of every quote, and its longest silence. */
export class ProbeAccount {
  readonly account = new QuoteAccount();
  readonly #silence = new Silence();
  readonly #now: () => number;
  reconnects = 0;
  relocations = 0;

  /** `now`: a monotonic clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  snapshot(batches: readonly QuoteBatch[], outstanding?: ReadonlyMap<string, number>): void {
    this.account.begin(batches, outstanding);
    this.#silence.received(this.#now());
  }

  quotes(epoch: number, tuples: readonly QuoteTuple[]): void {
    for (const tuple of tuples) this.account.record(epoch, tuple);
    this.#silence.received(this.#now());
  }

  get counts(): ProbeCounts {
    const { received, missing, unexplained, duplicates, outOfOrder } = this.account.totals;
    return {
      clients: 1,
      longestSilenceMs: Math.round(this.#silence.at(this.#now())),
      received,
      missing: missing + unexplained,
      duplicates,
      outOfOrder,
      reconnects: this.reconnects,
      relocations: this.relocations,
    };
  }
}

/** Several clients as one: sums, and the longest silence of any. */
export function sumOf(all: readonly ProbeCounts[]): ProbeCounts {
  const sum = (pick: (one: ProbeCounts) => number) => all.reduce((total, one) => total + pick(one), 0);
  return {
    clients: sum((one) => one.clients),
    longestSilenceMs: all.reduce((longest, one) => Math.max(longest, one.longestSilenceMs), 0),
    received: sum((one) => one.received),
    missing: sum((one) => one.missing),
    duplicates: sum((one) => one.duplicates),
    outOfOrder: sum((one) => one.outOfOrder),
    reconnects: sum((one) => one.reconnects),
    relocations: sum((one) => one.relocations),
  };
}
