/** How long a candle lasts, in milliseconds. */
export const INTERVALS = {
  '1s': 1_000,
  '5s': 5_000,
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
} as const;

export type Interval = keyof typeof INTERVALS;

export const INTERVAL_NAMES = Object.keys(INTERVALS) as [Interval, ...Interval[]];

/** The start of the interval that a time is in. Intervals are aligned to the Unix epoch, so a day is one of UTC. */
export function alignedStart(time: number, interval: Interval): number {
  const length = INTERVALS[interval];
  return Math.floor(time / length) * length;
}
