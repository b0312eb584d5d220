import { setTimeout as delay } from 'node:timers/promises';
import type { StoredQuote } from '@quotebridge/quote-reader';
import type { Start, StreamReads } from '../stream/reads.ts';
import { CandleSeries } from './series.ts';
import { alignedStart, INTERVALS } from './interval.ts';
import type { Interval } from './interval.ts';

const BATCH = 2_000;
const WAIT_MS = 50;
const MAX_WAITS = 40;
/** A quote is stored after it was published, by clocks that may differ by this much, in milliseconds. */
export const CLOCKS_DIFFER_MS = 5_000;

export interface BuildOptions {
  readonly reads: Pick<StreamReads, 'batch' | 'lastOf'>;
  readonly symbol: string;
  readonly interval: Interval;
  /** How many of the newest existing candles are requested. */
  readonly count: number;
  /** Where the search for the newest candle starts, in milliseconds since the Unix epoch. */
  readonly until: number;
  /** The last quote to include; called again after each read, so that a live series catches up. */
  readonly newest: () => StoredQuote | undefined;
  /** Called in the same turn of the event loop in which the newest quote was included: later quotes can be added live from then on. */
  readonly onCaughtUp?: (series: CandleSeries) => void;
}

/** How much further back the next read begins when the one before found too few candles. */
const STEP = 4;

/**
 * Builds candles from a symbol's quotes in the stream, up to the newest one. Intervals may be empty, so it reads from further
 * back until there are enough candles, or the stream has no older quotes. Throws `StreamReadError`.
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

/** The time from which on quotes published at or after `from` are stored. */
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
      // A lagging replica answered, or the quote is no longer kept.
      waits += 1;
      await delay(WAIT_MS);
    } else {
      start = { streamSeq: through + 1 };
    }
  }
}
