import type { Quote } from '@quotebridge/contracts/wire';
import { ApiUnavailable } from '../api.ts';
import { Cell } from '../store/cell.ts';
import type { Api } from '../api.ts';
import { dayOf, withPrice } from './day.ts';
import type { Day } from './day.ts';
import { TRAIL_POINTS, trailOf, withPoint } from './trail.ts';
import type { Trail } from './trail.ts';

/** What is known of one instrument beside its newest quote. */
export interface Trend {
  readonly day: Day | null;
  readonly trail: Trail;
}

export interface TrendBookDeps {
  readonly api: Pick<Api, 'candles'>;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

interface Entry {
  trend: Trend;
  loadedAt: number;
  /** What the listeners were told last. */
  told: Trend;
}

/** Conflated quotes can hide a high or a low, so what is on the screen is read again this often. */
const AGAIN_AFTER_MS = 60_000;
/** A symbol that was away this long has missed prices. */
const AWAY_FOR_MS = 5_000;
const AT_ONCE = 3;
const FAILED_PAUSE_MS = 5_000;
const ANSWER_WITHIN_MS = 10_000;

/**
 * The day and the trail of each instrument that is on the screen: read from the API once, then kept by each quote that comes.
 * Listeners are told when `tell` is called, so that nothing of this is drawn at the pace of quotes.
 */
export class TrendBook implements Disposable {
  /** The API did not answer when it was asked last. */
  readonly failing = new Cell(false);
  readonly #deps: TrendBookDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #leftAt = new Map<string, number>();
  readonly #notBefore = new Map<string, number>();
  readonly #loading = new Set<string>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #stop = new AbortController();
  #followed: ReadonlySet<string> = new Set();

  constructor(deps: TrendBookDeps) {
    this.#deps = deps;
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  get(symbol: string): Trend | undefined {
    return this.#entries.get(symbol)?.told;
  }

  /** The price that a symbol opened with today, where it is known. */
  open(symbol: string): number | undefined {
    return this.#entries.get(symbol)?.trend.day?.open;
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
    const followed = new Set(symbols);
    for (const symbol of this.#followed) if (!followed.has(symbol)) this.#leftAt.set(symbol, now);
    for (const symbol of followed) {
      const leftAt = this.#leftAt.get(symbol);
      this.#leftAt.delete(symbol);
      const entry = this.#entries.get(symbol);
      if (entry !== undefined && leftAt !== undefined && now - leftAt > AWAY_FOR_MS) outdate(entry);
    }
    this.#followed = followed;
    this.#load();
  }

  /** Quotes may have passed unheard: everything is to be read again. */
  outdate(): void {
    for (const entry of this.#entries.values()) outdate(entry);
    this.#load();
  }

  take({ symbol, last, published }: Quote): void {
    const entry = this.#entries.get(symbol);
    if (entry === undefined) return;
    const { trend } = entry;
    const price = Number(last);
    const day = withPrice(trend.day, price, published);
    const trail = withPoint(trend.trail, price, published);
    if (day !== trend.day || trail !== trend.trail) entry.trend = { day, trail };
  }

  /** Tells of what has changed since the last time, and reads what is due. */
  tell(): void {
    this.#load();
    for (const [symbol, entry] of this.#entries) {
      if (entry.told === entry.trend) continue;
      entry.told = entry.trend;
      for (const listener of this.#listeners.get(symbol) ?? []) listener();
    }
  }

  #load(): void {
    const now = this.#deps.now();
    for (const symbol of this.#followed) {
      if (this.#loading.size >= AT_ONCE) return;
      if (this.#loading.has(symbol) || (this.#notBefore.get(symbol) ?? 0) > now) continue;
      const loadedAt = this.#entries.get(symbol)?.loadedAt ?? Number.NEGATIVE_INFINITY;
      if (now - loadedAt < AGAIN_AFTER_MS) continue;
      this.#loading.add(symbol);
      void this.#loadOne(symbol).finally(() => {
        this.#loading.delete(symbol);
        if (!this.#stop.signal.aborted) this.#load();
      });
    }
  }

  async #loadOne(symbol: string): Promise<void> {
    const { api, now } = this.#deps;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      const [days, steps] = await Promise.all([
        api.candles(symbol, '1d', 1, signal),
        api.candles(symbol, '5s', TRAIL_POINTS, signal),
      ]);
      const trail = trailOf(steps);
      const trend = { day: dayOf(days.at(-1), trail.at(-1)?.start ?? days.at(-1)?.start ?? 0), trail };
      const told = this.#entries.get(symbol)?.told ?? { day: null, trail: [] };
      this.#entries.set(symbol, { trend, told, loadedAt: now() });
      this.failing.set(false);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // One symbol that it does not know says nothing of the others.
      if (!(error instanceof ApiUnavailable && error.status < 500)) this.failing.set(true);
      const pause = error instanceof ApiUnavailable ? error.retryAfterMs : null;
      this.#notBefore.set(symbol, now() + (pause ?? FAILED_PAUSE_MS));
    }
  }
}

function outdate(entry: Entry): void {
  entry.loadedAt = Number.NEGATIVE_INFINITY;
}
