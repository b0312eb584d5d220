import type { Quote } from '@quotebridge/contracts/wire';
import { compareDecimals } from './decimal.ts';

/** The last trade prices of an interval's quotes. */
export interface Candle {
  /** In milliseconds since the Unix epoch. */
  readonly start: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Number of quotes in it. */
  readonly quotes: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export function candleOf({ seq, last }: Quote, start: number): Candle {
  return { start, open: last, high: last, low: last, close: last, quotes: 1, firstSeq: seq, lastSeq: seq };
}

/** Merges two candles of the same or of neighbouring intervals, in either order. */
export function joinCandles(a: Candle, b: Candle): Candle {
  return {
    start: Math.min(a.start, b.start),
    open: a.firstSeq <= b.firstSeq ? a.open : b.open,
    high: compareDecimals(a.high, b.high) >= 0 ? a.high : b.high,
    low: compareDecimals(a.low, b.low) <= 0 ? a.low : b.low,
    close: a.lastSeq >= b.lastSeq ? a.close : b.close,
    quotes: a.quotes + b.quotes,
    firstSeq: Math.min(a.firstSeq, b.firstSeq),
    lastSeq: Math.max(a.lastSeq, b.lastSeq),
  };
}
