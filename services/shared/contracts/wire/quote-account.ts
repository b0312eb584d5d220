import { missingAfter } from './gap.ts';
import type { QuoteBatch, QuoteTuple } from './tuple.ts';

export interface QuoteAccountTotals {
  /** Tuples received as updates; snapshots are not counted. */
  received: number;
  /** Quotes that the gateway replaced by a newer one before sending. */
  conflated: number;
  /** Quotes neither received nor conflated so far, in open accounts. */
  missing: number;
  /** Tuples not newer than the newest that accounted for no missing quote. */
  duplicates: number;
  /** Tuples older than the newest. */
  outOfOrder: number;
  /** Quotes missing when the account of their symbol was closed: whether the gateway received them later is unknown. */
  unsettled: number;
  /** Quotes counted as conflated without being missing: more than the numbers between two tuples allow. */
  unexplained: number;
}

interface Position {
  epoch: number;
  seq: number;
  missing: number;
}

const NOTHING: ReadonlyMap<string, number> = new Map();

/** Accounts for every quote by a symbol's `seq` and the tuple's `conflated`, so that no loss goes unnoticed. */
export class QuoteAccount {
  readonly #positions = new Map<string, Position>();
  readonly #totals: QuoteAccountTotals = {
    received: 0,
    conflated: 0,
    missing: 0,
    duplicates: 0,
    outOfOrder: 0,
    unexplained: 0,
    unsettled: 0,
  };

  get totals(): Readonly<QuoteAccountTotals> {
    return this.#totals;
  }

  /** The number of missing quotes in open accounts, by symbol, without symbols that miss none. */
  get outstanding(): ReadonlyMap<string, number> {
    const outstanding = new Map<string, number>();
    for (const [symbol, { missing }] of this.#positions) if (missing > 0) outstanding.set(symbol, missing);
    return outstanding;
  }

  /**
   * A snapshot closes all accounts and opens new ones: a client is not entitled to quotes from while it was disconnected. `outstanding`: what was already
   * missing, when it continues another account.
   */
  begin(snapshot: readonly QuoteBatch[], outstanding: ReadonlyMap<string, number> = NOTHING): void {
    this.drop([...this.#positions.keys()]);
    for (const { epoch, quotes } of snapshot) {
      for (const [symbol, seq] of quotes) this.#place(symbol, epoch, seq, outstanding.get(symbol));
    }
  }

  /** Restarts the accounts of newly subscribed symbols from their snapshot. */
  join(snapshot: readonly QuoteBatch[]): void {
    for (const { epoch, quotes } of snapshot) {
      this.drop(quotes.map(([symbol]) => symbol));
      for (const [symbol, seq] of quotes) this.#place(symbol, epoch, seq);
    }
  }

  /** Closes the accounts of symbols: they were unsubscribed, or their gateway was lost. */
  drop(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      const missing = this.#positions.get(symbol)?.missing ?? 0;
      this.#totals.missing -= missing;
      this.#totals.unsettled += missing;
      this.#positions.delete(symbol);
    }
  }

  record(epoch: number, tuple: QuoteTuple): void {
    const [symbol, seq] = tuple;
    const conflated = tuple[9];
    const totals = this.#totals;
    totals.received += 1;
    totals.conflated += conflated;

    const position = this.#positions.get(symbol);
    if (position === undefined) {
      this.#place(symbol, epoch, seq);
      return;
    }
    // The gateway has already merged the epochs: a different one, older or newer, replaces the current one.
    if (epoch === position.epoch) {
      if (seq < position.seq) totals.outOfOrder += 1;
      if (seq <= position.seq && conflated === 0) totals.duplicates += 1;
      if (seq < position.seq) return;
    }
    this.#settle(position, missingAfter(position.seq, seq, conflated));
    position.epoch = epoch;
    position.seq = seq;
  }

  #place(symbol: string, epoch: number, seq: number, missing = 0): void {
    this.#positions.set(symbol, { epoch, seq, missing });
    this.#totals.missing += missing;
  }

  #settle(position: Position, change: number): void {
    const missing = Math.max(0, position.missing + change);
    this.#totals.unexplained += missing - position.missing - change;
    this.#totals.missing += missing - position.missing;
    position.missing = missing;
  }
}
