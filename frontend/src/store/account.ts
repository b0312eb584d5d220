import { QuoteAccount } from '@quotebridge/client';
import type { QuoteAccountTotals } from '@quotebridge/client';
import type { QuoteBatch } from '@quotebridge/contracts/wire';
import { SavingsMeter } from './figures.ts';
import type { Savings } from './figures.ts';

export interface SessionTotals extends QuoteAccountTotals {
  readonly reconnects: number;
  readonly bytes: number;
  /** When the first quote came, in milliseconds of this machine's monotonic clock; `null` before. */
  readonly firstQuoteMs: number | null;
}

/** What came of the market, quote by quote: received, conflated, missing, duplicates, out of order. */
export class Account {
  readonly #counts = new QuoteAccount();
  readonly #meter = new SavingsMeter();
  readonly #now: () => number;
  #reconnects = 0;
  #firstQuoteMs: number | null = null;
  #conflatedAt = Number.NEGATIVE_INFINITY;

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new connection begins, with what is still to be filled in of each symbol. */
  begin(snapshot: readonly QuoteBatch[], outstanding: ReadonlyMap<string, number>): void {
    this.#counts.begin(snapshot, outstanding);
    this.#noteFirst(snapshot);
  }

  join(snapshot: readonly QuoteBatch[]): void {
    this.#counts.join(snapshot);
    this.#noteFirst(snapshot);
  }

  drop(symbols: readonly string[]): void {
    this.#counts.drop(symbols);
  }

  record(batch: QuoteBatch): void {
    const { conflated } = this.#counts.totals;
    for (const tuple of batch.quotes) this.#counts.record(batch.epoch, tuple);
    if (this.#counts.totals.conflated > conflated) this.#conflatedAt = this.#now();
    this.#noteFirst([batch]);
  }

  reconnected(): void {
    this.#reconnects += 1;
  }

  get missing(): number {
    return this.#counts.totals.missing;
  }

  /** Whether quotes were replaced by newer ones on their way here within so many milliseconds. */
  hasConflatedWithin(ms: number): boolean {
    return this.#now() - this.#conflatedAt < ms;
  }

  totals(bytes: number): SessionTotals {
    return { ...this.#counts.totals, reconnects: this.#reconnects, bytes, firstQuoteMs: this.#firstQuoteMs };
  }

  /** The sums, and the rates since they were read last. */
  read(bytes: number): { readonly totals: QuoteAccountTotals; readonly savings: Savings } {
    const totals = { ...this.#counts.totals };
    return { totals, savings: this.#meter.read({ ...totals, bytes }, this.#now()) };
  }

  #noteFirst(batches: readonly QuoteBatch[]): void {
    if (batches.some(({ quotes }) => quotes.length > 0)) this.#firstQuoteMs ??= this.#now();
  }
}
