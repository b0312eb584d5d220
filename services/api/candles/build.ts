import { setTimeout as delay } from 'node:timers/promises';
import type { StoredQuote } from '@quotebridge/quote-reader';
import type { Start, StreamReads } from '../stream/reads.ts';
import { CandleSeries } from './series.ts';
import type { Interval } from './interval.ts';

const BATCH = 2_000;
const WAIT_MS = 50;
const MAX_WAITS = 40;
/** A quote is stored after it was published: by clocks that may differ by this much, in milliseconds. */
export const CLOCKS_DIFFER_MS = 5_000;

export interface BuildOptions {
  readonly reads: Pick<StreamReads, 'batch'>;
  readonly symbol: string;
  readonly interval: Interval;
  /** From when on the series is to be complete, in milliseconds since the Unix epoch. */
  readonly from: number;
  /** The last quote that counts; asked again after each read, so that a series that is to be live catches up. */
  readonly newest: () => StoredQuote | undefined;
  /** Called in the same turn in which the newest quote is seen to be in: whatever comes later can be taken from then on. */
  readonly onCaughtUp?: (series: CandleSeries) => void;
}

/** Reads a symbol's quotes from the stream into candles, until the newest one is in. Throws `StreamReadError`. */
export async function buildSeries(options: BuildOptions): Promise<CandleSeries> {
  const { reads, symbol, interval, from, newest, onCaughtUp } = options;
  const series = new CandleSeries(interval, from);
  const since = Math.max(0, series.from - CLOCKS_DIFFER_MS);
  let start: Start = { stored: since };
  for (let waits = 0; ;) {
    const last = newest();
    const isIn = last === undefined || last.stored < since || series.through >= last.streamSeq;
    if (isIn || waits === MAX_WAITS) {
      onCaughtUp?.(series);
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
