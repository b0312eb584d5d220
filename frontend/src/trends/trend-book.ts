import { QueryObserver } from '@tanstack/react-query';
import type { QueryClient, QueryObserverResult } from '@tanstack/react-query';
import type { Quote } from '@quotebridge/contracts/wire';
import pLimit from 'p-limit';
import { isRefusal, opensQuery } from '../queries.ts';
import { Cell } from '../store/cell.ts';
import type { Api, Opens } from '../api.ts';
import { dayOf, withPrice } from './day.ts';
import type { Day } from './day.ts';
import { TRAIL_POINTS, trailOf, withPoint } from './trail.ts';
import type { Trail } from './trail.ts';

/** Data about one instrument beside its latest quote. */
export interface Trend {
  /** The opening price: loaded for all instruments at once, whereas the day so far is loaded one by one. */
  readonly open: { readonly start: number; readonly price: number } | null;
  readonly day: Day | null;
  readonly trail: Trail;
}

export interface TrendBookDeps {
  readonly api: Pick<Api, 'candles' | 'opens'>;
  readonly queries: QueryClient;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

type Read = Pick<Trend, 'day' | 'trail'>;

interface Entry {
  trend: Trend;
  /** The last answer of the API. */
  read: Read | undefined;
  /** The last published state. */
  published: Trend;
}

const UNKNOWN: Trend = { open: null, day: null, trail: [] };
/** Conflated quotes can hide a high or a low, so what is on the screen is read again this often. */
const AGAIN_AFTER_MS = 60_000;
/** A symbol that was off the screen for this long has missed prices. */
const AWAY_FOR_MS = 5_000;
const AT_ONCE = 3;

/**
 * The day and the trail of each instrument on the screen: loaded from the API once, then updated by every quote. Listeners are
 * notified only by `publish`, so that nothing is rendered at the rate of quotes.
 */
export class TrendBook implements Disposable {
  /** The API does not answer. */
  readonly failing = new Cell(false);
  readonly #deps: TrendBookDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #leftAt = new Map<string, number>();
  readonly #unanswered = new Set<string>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #limit = pLimit(AT_ONCE);
  /** The subscribed symbols, each with the function that stops loading it. */
  readonly #followed = new Map<string, () => void>();
  readonly #stopOpens: () => void;
  readonly #stop = new AbortController();

  constructor(deps: TrendBookDeps) {
    this.#deps = deps;
    let opens: Opens | undefined;
    this.#stopOpens = new QueryObserver(deps.queries, opensQuery(deps.api)).subscribe(({ data }) => {
      if (data === undefined || data === opens) return;
      opens = data;
      for (const [symbol, price] of data.bySymbol) {
        const entry = this.#entry(symbol);
        entry.trend = { ...entry.trend, open: { start: data.day, price } };
      }
    });
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#stopOpens();
    for (const stop of this.#followed.values()) stop();
  }

  get(symbol: string): Trend | undefined {
    return this.#entries.get(symbol)?.published;
  }

  subscribe(symbol: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(symbol) ?? new Set();
    this.#listeners.set(symbol, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(symbol) === listeners) this.#listeners.delete(symbol);
    };
  }

  /** Sets the subscribed symbols. */
  follow(symbols: readonly string[]): void {
    const now = this.#deps.now();
    const wanted = new Set(symbols);
    for (const [symbol, stop] of this.#followed) {
      if (wanted.has(symbol)) continue;
      stop();
      this.#followed.delete(symbol);
      this.#leftAt.set(symbol, now);
      this.#note(symbol, false);
    }
    for (const symbol of wanted) {
      if (this.#followed.has(symbol)) continue;
      const leftAt = this.#leftAt.get(symbol);
      this.#leftAt.delete(symbol);
      if (leftAt !== undefined && now - leftAt > AWAY_FOR_MS) {
        void this.#deps.queries.invalidateQueries({ queryKey: ['trend', symbol], refetchType: 'none' });
      }
      // Set first: `#observe` may start loading, which requires the symbol to be followed.
      this.#followed.set(symbol, () => undefined);
      this.#followed.set(symbol, this.#observe(symbol));
    }
  }

  /** Loads everything again, because quotes may have been missed. */
  outdate(): void {
    void this.#deps.queries.invalidateQueries({ queryKey: ['trend'] });
  }

  take({ symbol, last, published }: Quote): void {
    const entry = this.#entries.get(symbol);
    if (entry?.read === undefined) return;
    const { trend } = entry;
    const price = Number(last);
    const day = withPrice(trend.day, price, published);
    const trail = withPoint(trend.trail, price, published);
    if (day !== trend.day || trail !== trend.trail) entry.trend = { ...trend, day, trail };
  }

  /** Notifies the listeners of everything that has changed since the last call. */
  publish(): void {
    for (const [symbol, entry] of this.#entries) {
      if (entry.published === entry.trend) continue;
      entry.published = entry.trend;
      for (const listener of this.#listeners.get(symbol) ?? []) listener();
    }
  }

  #entry(symbol: string): Entry {
    const entry = this.#entries.get(symbol) ?? { trend: UNKNOWN, read: undefined, published: UNKNOWN };
    this.#entries.set(symbol, entry);
    return entry;
  }

  #observe(symbol: string): () => void {
    const observer = new QueryObserver<Read>(this.#deps.queries, {
      queryKey: ['trend', symbol],
      // Not with the query's own signal: a request that is in flight when its row leaves the screen is kept for its return.
      queryFn: () => this.#limit(() => this.#read(symbol)),
      staleTime: AGAIN_AFTER_MS,
      refetchInterval: AGAIN_AFTER_MS,
      structuralSharing: false,
    });
    return observer.subscribe((result) => this.#onResult(symbol, result));
  }

  #onResult(symbol: string, { data, failureCount, failureReason }: QueryObserverResult<Read>): void {
    // A refusal concerns one symbol and does not mean that the API is unavailable.
    this.#note(symbol, failureCount > 0 && !isRefusal(failureReason));
    const entry = this.#entry(symbol);
    if (data === undefined || data === entry.read) return;
    entry.read = data;
    entry.trend = { ...entry.trend, ...data };
  }

  #note(symbol: string, isUnanswered: boolean): void {
    if (isUnanswered) this.#unanswered.add(symbol);
    else this.#unanswered.delete(symbol);
    this.failing.set(this.#unanswered.size > 0);
  }

  async #read(symbol: string): Promise<Read> {
    if (!this.#followed.has(symbol)) throw new Error(`${symbol} left the screen while it waited`);
    const { api } = this.#deps;
    const { signal } = this.#stop;
    const [days, steps] = await Promise.all([
      api.candles(symbol, '1d', 1, signal),
      api.candles(symbol, '5s', TRAIL_POINTS, signal),
    ]);
    const trail = trailOf(steps);
    return { day: dayOf(days.at(-1), trail.at(-1)?.start ?? days.at(-1)?.start ?? 0), trail };
  }
}
