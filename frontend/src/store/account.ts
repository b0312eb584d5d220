import { QuoteAccount } from '@quotebridge/client';
import type { QuoteAccountTotals } from '@quotebridge/client';
import type { QuoteBatch } from '@quotebridge/contracts/wire';
import { SavingsMeter } from './figures.ts';
import type { Savings } from './figures.ts';

export interface SessionTotals extends QuoteAccountTotals {
  readonly reconnects: number;
  readonly bytes: number;
  /** When the first quote arrived, in milliseconds of this machine's monotonic clock; `null` before. */
  readonly firstQuoteMs: number | null;
}

/** Counts quotes: received, conflated, missing, duplicates, out of order. */
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

  /** Starts a new connection. `outstanding`: quotes by symbol that the previous gateway had not delivered. */
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

  /** Whether any quote was conflated within the last `ms` milliseconds. */
  hasConflatedWithin(ms: number): boolean {
    return this.#now() - this.#conflatedAt < ms;
  }

  totals(bytes: number): SessionTotals {
    return { ...this.#counts.totals, reconnects: this.#reconnects, bytes, firstQuoteMs: this.#firstQuoteMs };
  }

  /** The totals, and the rates since the last call. */
  read(bytes: number): { readonly totals: QuoteAccountTotals; readonly savings: Savings } {
    const totals = { ...this.#counts.totals };
    return { totals, savings: this.#meter.read({ ...totals, bytes }, this.#now()) };
  }

  #noteFirst(batches: readonly QuoteBatch[]): void {
    if (batches.some(({ quotes }) => quotes.length > 0)) this.#firstQuoteMs ??= this.#now();
  }
}
