import type { Quote } from '@quotebridge/contracts/wire';
import type { Candle } from '../api.ts';

type Prices = Pick<Candle, 'start' | 'open' | 'high' | 'low' | 'close' | 'lastSeq'>;

/** A candle with its prices as numbers, for the chart. */
export interface Bar {
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** The newest quote in it. */
  readonly lastSeq: number;
}

export function barOf({ start, open, high, low, close, lastSeq }: Prices): Bar {
  return { start, open: Number(open), high: Number(high), low: Number(low), close: Number(close), lastSeq };
}

/**
 * The newest bar after another quote: the same bar extended, or the next one. `null` for a quote of an earlier bar, which
 * the next answer of the API includes.
 */
export function grown(
  newest: Bar | undefined,
  { last, published, seq }: Pick<Quote, 'last' | 'published' | 'seq'>,
  length: number,
): Bar | null {
  const start = Math.floor(published / length) * length;
  const price = Number(last);
  if (newest === undefined || start > newest.start) {
    return { start, open: price, high: price, low: price, close: price, lastSeq: seq };
  }
  if (start < newest.start) return null;
  return {
    ...newest,
    high: Math.max(newest.high, price),
    low: Math.min(newest.low, price),
    close: price,
    lastSeq: seq,
  };
}

/**
 * The drawn bars, corrected by the API's, which include conflated and missed quotes. Where a drawn bar contains newer quotes
 * than the answer, both are merged.
 */
export function corrected(drawn: readonly Bar[], answered: readonly Bar[]): readonly Bar[] {
  const [first, last] = [answered[0], answered.at(-1)];
  if (first === undefined || last === undefined) return drawn;
  const byStart = new Map(drawn.map((bar) => [bar.start, bar]));
  return [
    ...drawn.filter(({ start }) => start < first.start),
    ...answered.map((bar) => joined(bar, byStart.get(bar.start))),
    ...drawn.filter(({ start }) => start > last.start),
  ];
}

function joined(answered: Bar, drawn: Bar | undefined): Bar {
  if (drawn === undefined || drawn.lastSeq <= answered.lastSeq) return answered;
  const { close, lastSeq } = drawn;
  return {
    ...answered,
    high: Math.max(answered.high, drawn.high),
    low: Math.min(answered.low, drawn.low),
    close,
    lastSeq,
  };
}
