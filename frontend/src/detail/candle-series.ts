import type { Candle } from '../api.ts';

type Prices = Pick<Candle, 'start' | 'open' | 'high' | 'low' | 'close'>;

/** A candle in numbers, for a chart. */
export interface Bar {
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export function barOf({ start, open, high, low, close }: Prices): Bar {
  return { start, open: Number(open), high: Number(high), low: Number(low), close: Number(close) };
}

/**
 * The newest bar after one more price: the same one, grown, or the next one. `null` when it belongs to an earlier one: the
 * API knows better where that goes.
 */
export function grown(newest: Bar | undefined, price: number, published: number, length: number): Bar | null {
  const start = Math.floor(published / length) * length;
  if (newest === undefined || start > newest.start)
    return { start, open: price, high: price, low: price, close: price };
  if (start < newest.start) return null;
  return {
    ...newest,
    high: Math.max(newest.high, price),
    low: Math.min(newest.low, price),
    close: price,
  };
}
