import type { Candle } from '../api.ts';

type Prices = Pick<Candle, 'start' | 'open' | 'high' | 'low'>;

/**
 * The day of one instrument so far. The demo's market never closes, so a day is one of UTC: it opens with the first trade price
 * published after midnight, or with the oldest that the stream still holds.
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

/** `null` when nothing was traded on the day of `time`. */
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

/** What the day of a price opened with, where that is known. */
export function openOf(
  day: Day | null,
  open: { readonly start: number; readonly price: number } | null,
  published: number,
): number | null {
  const start = dayStart(published);
  if (day?.start === start) return day.open;
  return open?.start === start ? open.price : null;
}

/** How far a price is from what its day opened with, and what part of that it is: of one sign, `null` of an open of 0. */
export function changeSince(open: number, price: number): { readonly change: number; readonly part: number | null } {
  const change = price - open;
  return { change, part: open === 0 ? null : change / Math.abs(open) };
}

/** Where a price stands between the day's low and its high: 0 to 1. */
export function standing({ low, high }: Day, price: number): number {
  return high <= low ? 0.5 : Math.min(1, Math.max(0, (price - low) / (high - low)));
}
