import type { Interval } from '../api.ts';

/** The lengths of candles, in milliseconds, shortest first. */
export const INTERVALS: Readonly<Record<Interval, number>> = {
  '1s': 1_000,
  '5s': 5_000,
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};
