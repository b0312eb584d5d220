import type { DailyBar } from '../daily.ts';
import type { PriceGrid } from '../price-grid.ts';
import type { Random } from '../random.ts';

export interface PricePath {
  /** Prices in ticks, not rounded to whole ticks. */
  readonly positions: Float64Array;
  /** The day's real prices, at the steps that reach them. */
  readonly prints: ReadonlyMap<number, string>;
}

interface Waypoint {
  readonly price: string;
  readonly position: number;
}

/** The mean range of a random walk is this many times its standard deviation (Feller, 1951). */
const RANGE_PER_DEVIATION = Math.sqrt(8 / Math.PI);

/**
 * Draws a day's path: from the open to the close by way of the high and the low, each reached exactly and never exceeded.
 * The pieces between are Brownian bridges. The nearer extreme usually comes first, and a longer way gets more steps.
 *
 * @param steps how many prices, at least 4
 */
export function drawPricePath(bar: DailyBar, grid: PriceGrid, steps: number, random: Random): PricePath {
  const waypoint = (price: string): Waypoint => ({ price, position: grid.position(price) });
  const [open, high, low, close] = [waypoint(bar.open), waypoint(bar.high), waypoint(bar.low), waypoint(bar.close)];
  const range = high.position - low.position;
  const lowFirst = random.uniform() < 0.5 + (close.position - open.position) / (2 * Math.max(range, 1e-9));
  const extremes = (lowFirst ? [low, high] : [high, low]).filter(
    ({ position }) => position !== open.position && position !== close.position,
  );
  const way = [open, ...extremes, close];

  const positions = new Float64Array(steps);
  const prints = new Map<number, string>([[0, open.price]]);
  const deviation = range / RANGE_PER_DEVIATION / Math.sqrt(steps);
  positions[0] = open.position;
  const ends = drawEnds(way, range, steps, random);
  way.slice(1).forEach((to, index) => {
    const from = prints.size === 1 && index === 0 ? 0 : (ends[index - 1] as number);
    const end = ends[index] as number;
    bridge(positions, from, end, to.position, deviation, random);
    for (let step = from + 1; step < end; step += 1)
      positions[step] = reflect(positions[step] as number, low.position, high.position);
    prints.set(end, to.price);
  });
  return { positions, prints };
}

/** The steps at which the segments of the path end: ascending, without duplicates, the last one being the last step. */
function drawEnds(way: readonly Waypoint[], range: number, steps: number, random: Random): number[] {
  const shares = way.slice(1).map(({ position }, index) => {
    const distance = (position - (way[index] as Waypoint).position) / Math.max(range, 1e-9);
    // A random walk needs time in proportion to the square of the distance; the rest keeps short ways from being jumps.
    return (0.1 + distance ** 2) * (0.5 + random.uniform());
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  let [passed, previous] = [0, 0];
  return shares.map((share, index) => {
    passed += share;
    const remaining = shares.length - 1 - index;
    const end = Math.round((passed / total) * (steps - 1));
    previous = Math.min(Math.max(end, previous + 1), steps - 1 - remaining);
    return previous;
  });
}

/** Fills the steps after `from` up to `to`, which gets `target` exactly. */
function bridge(
  positions: Float64Array,
  from: number,
  to: number,
  target: number,
  deviation: number,
  random: Random,
): void {
  for (let step = from + 1; step < to; step += 1) {
    const before = positions[step - 1] as number;
    const left = to - step + 1;
    positions[step] = before + (target - before) / left + deviation * Math.sqrt((left - 1) / left) * random.normal();
  }
  positions[to] = target;
}

function reflect(position: number, low: number, high: number): number {
  const inside = position > high ? 2 * high - position : position < low ? 2 * low - position : position;
  return Math.min(Math.max(inside, low), high);
}
