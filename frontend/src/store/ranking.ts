import type { Quote } from '@quotebridge/contracts/wire';
import type { Api } from '../api.ts';
import { dayOf } from '../trends/day.ts';
import { Cell } from './cell.ts';
import { BY_SYMBOL, isSteady, needsOpen } from './order.ts';
import type { Known, Sort } from './order.ts';

/** What rows are sorted by, as it stood at one moment: rows do not jump while prices move. */
export interface Ranked {
  readonly sort: Sort;
  readonly known: (symbol: string) => Known;
  /** When prices stood so, in milliseconds since the Unix epoch by this machine's clock; `null` for a sort that needs none. */
  readonly at: number | null;
}

export interface RankingDeps {
  readonly api: Pick<Api, 'quotes' | 'candles'>;
  /** The opens that are known already. */
  readonly open: (symbol: string) => number | undefined;
  readonly wallClock: () => number;
}

const NOTHING: Known = { quote: undefined, open: undefined };
const OPENS_AT_ONCE = 4;

/**
 * Sorts by prices of instruments that are not subscribed to: it asks the API for the market once, and for opens that nobody
 * has looked at yet. The opens of a day do not change, so they are asked for once a day.
 */
export class Ranking {
  readonly ranked = new Cell<Ranked>({ sort: BY_SYMBOL, known: () => NOTHING, at: null });
  /** What is being read: how many of how many opens; `null` when nothing is. */
  readonly progress = new Cell<{ readonly done: number; readonly of: number } | null>(null);
  readonly failed = new Cell(false);
  readonly #deps: RankingDeps;
  readonly #opens = new Map<string, { readonly start: number; readonly open: number }>();
  #running = new AbortController();

  constructor(deps: RankingDeps) {
    this.#deps = deps;
  }

  /** Sorts rows of these symbols. */
  async sort(sort: Sort, symbols: readonly string[]): Promise<void> {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    this.failed.set(false);
    if (isSteady(sort)) {
      this.progress.set(null);
      this.ranked.set({ sort, known: () => NOTHING, at: null });
      return;
    }
    try {
      this.progress.set({ done: 0, of: 0 });
      const at = this.#deps.wallClock();
      const quotes = await this.#market(running.signal);
      if (needsOpen(sort)) await this.#readOpens(symbols, at, running.signal);
      const known = (symbol: string): Known => ({ quote: quotes.get(symbol), open: this.#openOf(symbol) });
      if (!running.signal.aborted) this.ranked.set({ sort, known, at });
    } catch {
      if (!running.signal.aborted) this.failed.set(true);
    } finally {
      if (this.#running === running) this.progress.set(null);
    }
  }

  #openOf(symbol: string): number | undefined {
    return this.#deps.open(symbol) ?? this.#opens.get(symbol)?.open;
  }

  async #market(signal: AbortSignal): Promise<ReadonlyMap<string, Quote>> {
    const quotes = await this.#deps.api.quotes(signal);
    return new Map(quotes.map((quote) => [quote.symbol, quote]));
  }

  async #readOpens(symbols: readonly string[], at: number, signal: AbortSignal): Promise<void> {
    const wanted = symbols.filter((symbol) => this.#deps.open(symbol) === undefined && !this.#isOfToday(symbol, at));
    let done = 0;
    const queue = wanted[Symbol.iterator]();
    const read = async () => {
      for (const symbol of queue) {
        const day = dayOf((await this.#deps.api.candles(symbol, '1d', 1, signal)).at(-1), at);
        if (day !== null) this.#opens.set(symbol, day);
        done += 1;
        this.progress.set({ done, of: wanted.length });
      }
    };
    await Promise.all(Array.from({ length: OPENS_AT_ONCE }, read));
  }

  #isOfToday(symbol: string, at: number): boolean {
    const known = this.#opens.get(symbol);
    return known !== undefined && at - known.start < 86_400_000;
  }
}
