import { fromTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch } from '@quotebridge/contracts/wire';
import { moved, unmoved } from './price-move.ts';
import type { Moves } from './price-move.ts';

/** The displayed state of one symbol. */
export interface Shown {
  readonly quote: Quote;
  readonly moves: Moves;
  /** False when the latest snapshot did not contain this symbol: the price is from an earlier connection. */
  readonly confirmed: boolean;
}

/** Runs `flush` once and soon, for example in the next animation frame. */
export type Schedule = (flush: () => void) => void;

interface Pending {
  readonly quote: Quote;
  readonly confirmed: boolean;
}

/**
 * The latest quote of every symbol, outside React.
 *
 * New quotes are buffered until the next frame and displayed once per symbol. A hidden page has no frames: quotes replace
 * each other in the buffer, and the first frame shows the current market.
 */
export class QuoteStore {
  readonly #shown = new Map<string, Shown>();
  readonly #pending = new Map<string, Pending>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #schedule: Schedule;
  #scheduled = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  get(symbol: string): Shown | undefined {
    return this.#shown.get(symbol);
  }

  subscribe(symbol: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(symbol) ?? new Set();
    this.#listeners.set(symbol, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(symbol) === listeners) this.#listeners.delete(symbol);
    };
  }

  /** Takes a batch; listeners are called in the next frame. */
  apply(batch: QuoteBatch): void {
    for (const tuple of batch.quotes) this.#take(fromTuple(batch.epoch, tuple));
    if (this.#scheduled || this.#pending.size === 0) return;
    this.#scheduled = true;
    this.#schedule(this.#onFrame);
  }

  /**
   * Replaces everything by a snapshot, even by older quotes: a quote held here may have been rejected by the stream. Symbols
   * that are not in it become unconfirmed. It is displayed at once: the page learns in the same turn that prices are fresh,
   * and no earlier price may be displayed as fresh.
   */
  begin(snapshot: readonly QuoteBatch[]): void {
    const newest = new Map<string, Pending>([...this.#shown, ...this.#pending]);
    for (const [symbol, { quote }] of newest) this.#pending.set(symbol, { quote, confirmed: false });
    for (const { epoch, quotes } of snapshot) {
      for (const tuple of quotes) this.#pending.set(tuple[0], { quote: fromTuple(epoch, tuple), confirmed: true });
    }
    this.#flush();
  }

  /** Adds the state of newly subscribed symbols, displayed at once. */
  join(snapshot: readonly QuoteBatch[]): void {
    for (const { epoch, quotes } of snapshot) {
      for (const tuple of quotes) this.#pending.set(tuple[0], { quote: fromTuple(epoch, tuple), confirmed: true });
    }
    this.#flush();
  }

  /** Forgets unsubscribed symbols, so that their old prices cannot be displayed as current later. */
  forget(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      this.#pending.delete(symbol);
      if (this.#shown.delete(symbol)) this.#notify(symbol);
    }
  }

  #take(quote: Quote): void {
    const held = this.#pending.get(quote.symbol) ?? this.#shown.get(quote.symbol);
    if (held?.confirmed === true && !replaces(quote, held.quote)) return;
    this.#pending.set(quote.symbol, { quote, confirmed: true });
  }

  readonly #onFrame = (): void => {
    this.#scheduled = false;
    this.#flush();
  };

  #flush(): void {
    const changed: string[] = [];
    for (const [symbol, { quote, confirmed }] of this.#pending) {
      if (this.#show(symbol, quote, confirmed)) changed.push(symbol);
    }
    this.#pending.clear();
    for (const symbol of changed) this.#notify(symbol);
  }

  #notify(symbol: string): void {
    for (const listener of this.#listeners.get(symbol) ?? []) listener();
  }

  #show(symbol: string, quote: Quote, confirmed: boolean): boolean {
    const before = this.#shown.get(symbol);
    if (before !== undefined && before.quote === quote && before.confirmed === confirmed) return false;
    const moves = before === undefined ? unmoved : moved(before.quote, quote, before.moves);
    this.#shown.set(symbol, { quote, moves, confirmed });
    return true;
  }
}

/** The gateway has merged the epochs: when it sends an older one, the stream has rejected the newer quote. */
function replaces(quote: Quote, held: Quote): boolean {
  return quote.epoch !== held.epoch || quote.seq > held.seq;
}
