import { setTimeout as delay } from 'node:timers/promises';
import type { StoredQuote } from '@quotebridge/quote-reader';
import type { Start, StreamReads } from '../stream/reads.ts';
import { CandleSeries } from './series.ts';
import { alignedStart, INTERVALS } from './interval.ts';
import type { Interval } from './interval.ts';

const BATCH = 2_000;
const WAIT_MS = 50;
const MAX_WAITS = 40;
/** A quote is stored after it was published: by clocks that may differ by this much, in milliseconds. */
export const CLOCKS_DIFFER_MS = 5_000;

export interface BuildOptions {
  readonly reads: Pick<StreamReads, 'batch' | 'lastOf'>;
  readonly symbol: string;
  readonly interval: Interval;
  /** How many candles are wanted: the newest that exist. */
  readonly count: number;
  /** Where the newest candle is looked for first, in milliseconds since the Unix epoch. */
  readonly until: number;
  /** The last quote that counts; asked again after each read, so that a series that is to be live catches up. */
  readonly newest: () => StoredQuote | undefined;
  /** Called in the same turn in which the newest quote is seen to be in: whatever comes later can be taken from then on. */
  readonly onCaughtUp?: (series: CandleSeries) => void;
}

/** How much further back the next reading begins when the one before found too few candles. */
const STEP = 4;

/**
 * Reads a symbol's quotes from the stream into candles, until the newest one is in. An interval may have no candle, so it reads
 * from further back until there are enough, or the stream has no older quotes. Throws `StreamReadError`.
 */
export async function buildSeries(options: BuildOptions): Promise<CandleSeries> {
  const { reads, symbol, interval, count, until, onCaughtUp } = options;
  const length = INTERVALS[interval];
  let from = alignedStart(until, interval) - (count - 1) * length;
  for (let intervals = count * STEP; ; intervals *= STEP) {
    const since = storedSince(from);
    const [older] = since === 0 ? [] : await reads.lastOf([symbol], { stored: since });
    if (older === undefined) from = 0;
    const isEnough = ({ candles }: CandleSeries) => older === undefined || candles.length >= count;
    const series = await readSeries(options, from, (caughtUp) => {
      if (isEnough(caughtUp)) onCaughtUp?.(caughtUp);
    });
    if (older === undefined || isEnough(series)) return series;
    from = Math.max(0, alignedStart(Math.min(from, older.quote.published), interval) - intervals * length);
  }
}

/** From when on what was published at or after `from` is stored. */
function storedSince(from: number): number {
  return Math.max(0, from - CLOCKS_DIFFER_MS);
}

async function readSeries(
  { reads, symbol, interval, newest }: BuildOptions,
  from: number,
  onCaughtUp: (series: CandleSeries) => void,
): Promise<CandleSeries> {
  const series = new CandleSeries(interval, from);
  const since = storedSince(series.from);
  let start: Start = { stored: since };
  for (let waits = 0; ;) {
    const last = newest();
    const isIn = last === undefined || last.stored < since || series.through >= last.streamSeq;
    if (isIn || waits === MAX_WAITS) {
      onCaughtUp(series);
      return series;
    }
    const { quotes, through } = await reads.batch(symbol, start, BATCH);
    const until = newest()?.streamSeq ?? 0;
    for (const stored of quotes) if (stored.streamSeq <= until) series.take(stored);
    if (through === null) {
      // A replica that is behind answered, or the quote is no longer kept.
      waits += 1;
      await delay(WAIT_MS);
    } else {
      start = { streamSeq: through + 1 };
    }
  }
}
