import type { Candle } from '../api.ts';

type Prices = Pick<Candle, 'start' | 'open' | 'high' | 'low'>;

/**
 * One instrument's UTC day so far (the demo's market never closes). It opens with the first trade price published after
 * midnight, or with the oldest one that the stream still has.
 */
export interface Day {
  readonly start: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

const DAY_MS = 86_400_000;

export function dayStart(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/** `null` when there were no trades on the day of `time`. */
export function dayOf(candle: Prices | undefined, time: number): Day | null {
  if (candle === undefined || candle.start !== dayStart(time)) return null;
  const { start, open, high, low } = candle;
  return { start, open: Number(open), high: Number(high), low: Number(low) };
}

/** The day with one more price. The first one after midnight opens a new day. */
export function withPrice(day: Day | null, price: number, published: number): Day | null {
  const start = dayStart(published);
  if (day === null || start < day.start) return day;
  if (start > day.start) return { start, open: price, high: price, low: price };
  if (price <= day.high && price >= day.low) return day;
  return { ...day, high: Math.max(day.high, price), low: Math.min(day.low, price) };
}

/** The opening price of the day of a price; `null` when unknown. */
export function openOf(
  day: Day | null,
  open: { readonly start: number; readonly price: number } | null,
  published: number,
): number | null {
  const start = dayStart(published);
  if (day?.start === start) return day.open;
  return open?.start === start ? open.price : null;
}

/** The change since the opening price, absolute and as a fraction of it: both have the same sign; the fraction of 0 is `null`. */
export function changeSince(open: number, price: number): { readonly change: number; readonly part: number | null } {
  const change = price - open;
  return { change, part: open === 0 ? null : change / Math.abs(open) };
}

/** The position of a price between the day's low and high: 0 to 1. */
export function standing({ low, high }: Day, price: number): number {
  return high <= low ? 0.5 : Math.min(1, Math.max(0, (price - low) / (high - low)));
}
