import { fromTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch } from '@quotebridge/contracts/wire';
import { moved, unmoved } from './price-move.ts';
import type { Moves } from './price-move.ts';

/** What the screen shows of one symbol. */
export interface Shown {
  readonly quote: Quote;
  readonly moves: Moves;
  /** False when the newest snapshot did not hold this symbol: the price is from an earlier connection. */
  readonly vouched: boolean;
}

/** Runs `flush` soon and once, such as in the next animation frame. */
export type Schedule = (flush: () => void) => void;

interface Pending {
  readonly quote: Quote;
  readonly vouched: boolean;
}

/**
 * The newest quote of every symbol, outside React.
 *
 * What comes waits for the next frame and is shown then, once per symbol; a hidden page has no frames, so there the
 * waiting quotes replace each other and the first frame shows where the market is.
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
   * A snapshot is what its gateway holds to be the newest, whatever was here before: a quote that the stream refused may
   * have been. It vouches for no symbol that it does not hold. It is shown at once: the page learns in the same turn that
   * its prices are fresh, and no earlier price may be seen beside that.
   */
  begin(snapshot: readonly QuoteBatch[]): void {
    const newest = new Map<string, Pending>([...this.#shown, ...this.#pending]);
    for (const [symbol, { quote }] of newest) this.#pending.set(symbol, { quote, vouched: false });
    for (const { epoch, quotes } of snapshot) {
      for (const tuple of quotes) this.#pending.set(tuple[0], { quote: fromTuple(epoch, tuple), vouched: true });
    }
    this.#flush();
  }

  /** The state of symbols that were subscribed beside others: right for those, shown at once. */
  join(snapshot: readonly QuoteBatch[]): void {
    for (const { epoch, quotes } of snapshot) {
      for (const tuple of quotes) this.#pending.set(tuple[0], { quote: fromTuple(epoch, tuple), vouched: true });
    }
    this.#flush();
  }

  /** Forgets symbols that are not subscribed any more: an old price must not wait here to look like one of now. */
  forget(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      this.#pending.delete(symbol);
      if (this.#shown.delete(symbol)) this.#notify(symbol);
    }
  }

  #take(quote: Quote): void {
    const held = this.#pending.get(quote.symbol) ?? this.#shown.get(quote.symbol);
    if (held?.vouched === true && !replaces(quote, held.quote)) return;
    this.#pending.set(quote.symbol, { quote, vouched: true });
  }

  readonly #onFrame = (): void => {
    this.#scheduled = false;
    this.#flush();
  };

  #flush(): void {
    const changed: string[] = [];
    for (const [symbol, { quote, vouched }] of this.#pending) {
      if (this.#show(symbol, quote, vouched)) changed.push(symbol);
    }
    this.#pending.clear();
    for (const symbol of changed) this.#notify(symbol);
  }

  #notify(symbol: string): void {
    for (const listener of this.#listeners.get(symbol) ?? []) listener();
  }

  #show(symbol: string, quote: Quote, vouched: boolean): boolean {
    const before = this.#shown.get(symbol);
    if (before !== undefined && before.quote === quote && before.vouched === vouched) return false;
    const moves = before === undefined ? unmoved : moved(before.quote, quote, before.moves);
    this.#shown.set(symbol, { quote, moves, vouched });
    return true;
  }
}

/** The gateway has merged the epochs: an older one than the one held is the stream's, which refused the newer quote. */
function replaces(quote: Quote, held: Quote): boolean {
  return quote.epoch !== held.epoch || quote.seq > held.seq;
}
