import type { Candle } from '../api.ts';

/** One point of a sparkline: the last price of an interval. */
interface Point {
  readonly start: number;
  readonly price: number;
}

/** A sparkline has this many points, each covering this many milliseconds: five minutes altogether. */
export const TRAIL_POINTS = 60;
export const TRAIL_STEP_MS = 5_000;

/** The last prices of an instrument, oldest first: one for each interval with a quote. */
export type Trail = readonly Point[];

export function trailOf(candles: readonly Pick<Candle, 'start' | 'close'>[]): Trail {
  return candles.slice(-TRAIL_POINTS).map(({ start, close }) => ({ start, price: Number(close) }));
}

/** The trail after another price: updates the newest point or adds one. */
export function withPoint(trail: Trail, price: number, published: number): Trail {
  const start = Math.floor(published / TRAIL_STEP_MS) * TRAIL_STEP_MS;
  const last = trail.at(-1);
  if (last === undefined || start > last.start) return [...trail.slice(1 - TRAIL_POINTS), { start, price }];
  if (start < last.start || price === last.price) return trail;
  return [...trail.slice(0, -1), { start, price }];
}

/** The trail as an SVG path within a box, time to the right. A constant price is a line in the middle. */
export function trailPath(trail: Trail, width: number, height: number): string {
  const [first, last] = [trail[0], trail.at(-1)];
  if (first === undefined || last === undefined || trail.length < 2) return '';
  let [low, high] = [first.price, first.price];
  for (const { price } of trail) {
    low = Math.min(low, price);
    high = Math.max(high, price);
  }
  const span = high - low;
  const x = (start: number) => ((start - first.start) / (last.start - first.start)) * width;
  const y = (price: number) => (span === 0 ? height / 2 : height - ((price - low) / span) * height);
  return trail.map(({ start, price }, n) => `${n === 0 ? 'M' : 'L'}${short(x(start))} ${short(y(price))}`).join('');
}

function short(n: number): number {
  return Math.round(n * 10) / 10;
}
