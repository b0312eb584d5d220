import type { StoredQuote } from '@quotebridge/quote-reader';
import type { Logger } from '@quotebridge/service-kit';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { notReady } from '../problems.ts';
import type { LatestStored } from '../stream/latest.ts';
import type { StreamReads } from '../stream/reads.ts';
import { StreamReadError } from '../stream/reads.ts';
import { buildSeries } from './build.ts';
import type { Interval } from './interval.ts';
import { MAX_CANDLES } from './series.ts';
import type { CandleSeries } from './series.ts';

/** How long a request waits for its candles, in milliseconds. The read continues after that. */
const WAIT_MS = 8_000;
/** How many series are read from the stream at a time. */
const BUILDS_AT_ONCE = 2;
const MAX_WAITING_BUILDS = 50;
/** Minimum number of candles to read, so that a request for a few more need not read again. */
const MIN_CANDLES = 100;

/**
 * The last quote to include, and the time up to which candles are requested (milliseconds since the Unix epoch). It is settled, so the
 * series is cached by its text.
 */
export interface AsOf {
  readonly text: string;
  readonly newest: StoredQuote | undefined;
  readonly time: number;
}

export interface CandleStoreOptions {
  readonly reads: Pick<StreamReads, 'batch' | 'lastOf'>;
  readonly latest: LatestStored;
  readonly log: Logger;
  /** Maximum number of cached series, of at most `MAX_CANDLES` each. */
  readonly maxSeries: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

interface Kept {
  /** How many candles were requested. */
  readonly count: number;
  readonly building: Promise<CandleSeries>;
  live: CandleSeries | null;
}

/**
 * A cache of candle series. A series is built on the first request from the stream, as far back as requested, then updated by
 * each quote. So candles are the same before and after a restart, and an unused series costs nothing. The least recently used
 * ones are dropped.
 */
export class CandleStore {
  readonly #options: CandleStoreOptions;
  readonly #kept: LRUCache<string, Kept>;
  /** The live series by symbol, for incoming quotes. */
  readonly #live = new Map<string, Map<string, CandleSeries>>();
  readonly #limit = pLimit(BUILDS_AT_ONCE);

  constructor(options: CandleStoreOptions) {
    this.#options = options;
    this.#kept = new LRUCache({ max: options.maxSeries, dispose: (_kept, key) => this.#forget(key) });
  }

  /** Adds the next quote of the stream. */
  take(stored: StoredQuote): void {
    const series = this.#live.get(stored.quote.symbol);
    if (series === undefined) return;
    for (const one of series.values()) one.take(stored);
  }

  /** Clears everything: the stream was recreated. */
  reset(): void {
    this.#kept.clear();
  }

  /**
   * A series with at least the newest `count` existing candles. Throws a problem when the stream cannot be read, or when the
   * read takes long; it continues, so that a retry succeeds.
   */
  async series(symbol: string, interval: Interval, count: number, asOf: AsOf | null): Promise<CandleSeries> {
    const key = `${symbol} ${interval}${asOf === null ? '' : ` ${asOf.text}`}`;
    let kept = this.#kept.get(key);
    if (kept === undefined || !hasEnough(kept, count)) {
      kept = this.#build(key, symbol, interval, count <= MIN_CANDLES ? MIN_CANDLES : MAX_CANDLES, asOf);
    }
    return kept.live ?? (await within(WAIT_MS, kept.building));
  }

  #build(key: string, symbol: string, interval: Interval, count: number, asOf: AsOf | null): Kept {
    if (this.#limit.pendingCount >= MAX_WAITING_BUILDS) throw notReady('other candles to be read from the stream');
    const { reads, latest, log, now } = this.#options;
    const until = asOf?.time ?? now();
    const newest = asOf === null ? () => latest.bySymbol.get(symbol) : () => asOf.newest;
    const onCaughtUp = (series: CandleSeries) => {
      if (this.#kept.peek(key) !== kept) return;
      kept.live = series;
      if (asOf === null) this.#follow(symbol, key, series);
    };
    const building = this.#limit(() => buildSeries({ reads, symbol, interval, count, until, newest, onCaughtUp }));
    const kept: Kept = { count, building, live: null };
    this.#kept.set(key, kept);
    building.catch((error: unknown) => {
      if (this.#kept.peek(key) === kept) this.#kept.delete(key);
      log.warn({ err: error, symbol, interval }, 'cannot make candles');
    });
    return kept;
  }

  #follow(symbol: string, key: string, series: CandleSeries): void {
    const followed = this.#live.get(symbol) ?? new Map<string, CandleSeries>();
    followed.set(key, series);
    this.#live.set(symbol, followed);
  }

  #forget(key: string): void {
    const symbol = key.slice(0, key.indexOf(' '));
    const followed = this.#live.get(symbol);
    followed?.delete(key);
    if (followed?.size === 0) this.#live.delete(symbol);
  }
}

/** A series with everything that the stream keeps satisfies any count. */
function hasEnough({ count: built, live }: Kept, count: number): boolean {
  return built >= count || (live !== null && (live.from === 0 || live.candles.length >= count));
}

async function within(ms: number, building: Promise<CandleSeries>): Promise<CandleSeries> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(notReady('the candles to be read from the stream')), ms);
  });
  try {
    return await Promise.race([building, late]);
  } catch (error) {
    if (error instanceof StreamReadError) throw notReady('the stream of quotes');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
