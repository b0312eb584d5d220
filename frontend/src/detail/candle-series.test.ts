import { expect, it } from 'vitest';
import { barOf, grown } from './candle-series.ts';

const bar = barOf({ start: 60_000, open: '10', high: '12.5', low: '9.75', close: '11' });

it('grows the newest candle with each price, and begins the next one', () => {
  expect(grown(bar, 13, 119_999, 60_000)).toEqual({ start: 60_000, open: 10, high: 13, low: 9.75, close: 13 });
  expect(grown(bar, 9, 60_000, 60_000)).toMatchObject({ low: 9, close: 9 });
  expect(grown(bar, 11.5, 120_000, 60_000)).toEqual({ start: 120_000, open: 11.5, high: 11.5, low: 11.5, close: 11.5 });
  expect(grown(undefined, 5, 120_001, 60_000)?.start).toBe(120_000);
});

it('leaves a price that came late to the API', () => {
  expect(grown(bar, 99, 59_999, 60_000)).toBeNull();
});
