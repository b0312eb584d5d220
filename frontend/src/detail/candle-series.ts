import type { Quote } from '@quotebridge/contracts/wire';
import type { Candle } from '../api.ts';

type Prices = Pick<Candle, 'start' | 'open' | 'high' | 'low' | 'close' | 'lastSeq'>;

/** A candle in numbers, for a chart. */
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
 * The newest bar after one more quote: the same one, grown, or the next one. `null` when it belongs to an earlier one: the
 * API knows better where that goes.
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
 * The bars that are drawn, set right by those that the API answered: it knows of conflated quotes and of those that passed
 * unheard. Only where quotes have come here since that answer was made are they ahead of it.
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
