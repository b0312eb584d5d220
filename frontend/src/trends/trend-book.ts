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

/** What is known of one instrument beside its newest quote. */
export interface Trend {
  /** What a day opened with: known of all instruments at once, where the day so far is read one by one. */
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
  /** What the API answered last. */
  read: Read | undefined;
  /** What was published last. */
  published: Trend;
}

const UNKNOWN: Trend = { open: null, day: null, trail: [] };
/** Conflated quotes can hide a high or a low, so what is on the screen is read again this often. */
const AGAIN_AFTER_MS = 60_000;
/** A symbol that was away this long has missed prices. */
const AWAY_FOR_MS = 5_000;
const AT_ONCE = 3;

/**
 * The day and the trail of each instrument that is on the screen: read from the API once, then kept by each quote that comes.
 * Listeners are notified when `publish` is called, so that nothing of this is drawn at the pace of quotes.
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
  /** The symbols of which quotes come, each with what ends its reading. */
  readonly #followed = new Map<string, () => void>();
  readonly #stopOpens: () => void;

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

  /** Says of which symbols quotes come from now on. */
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
      this.#followed.set(symbol, this.#observe(symbol));
    }
  }

  /** Quotes may have been missed: everything is to be read again. */
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

  /** Publishes what has changed since the last time. */
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
      queryFn: ({ signal }) => this.#limit(() => this.#read(symbol, signal)),
      staleTime: AGAIN_AFTER_MS,
      refetchInterval: AGAIN_AFTER_MS,
      structuralSharing: false,
    });
    return observer.subscribe((result) => this.#onResult(symbol, result));
  }

  #onResult(symbol: string, { data, failureCount, failureReason }: QueryObserverResult<Read>): void {
    // One symbol that it does not know says nothing of the others.
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

  async #read(symbol: string, signal: AbortSignal): Promise<Read> {
    // It may have left the screen while it waited.
    signal.throwIfAborted();
    const { api } = this.#deps;
    const [days, steps] = await Promise.all([
      api.candles(symbol, '1d', 1, signal),
      api.candles(symbol, '5s', TRAIL_POINTS, signal),
    ]);
    const trail = trailOf(steps);
    return { day: dayOf(days.at(-1), trail.at(-1)?.start ?? days.at(-1)?.start ?? 0), trail };
  }
}
