import { expect, it } from 'vitest';
import { barOf, corrected, grown } from './candle-series.ts';
import type { Bar } from './candle-series.ts';

const bar = barOf({ start: 60_000, open: '10', high: '12.5', low: '9.75', close: '11', lastSeq: 7 });
const quote = (last: string, published: number) => ({ last, published, seq: 8 });
const at = (start: number, close: number, lastSeq: number): Bar => ({
  start,
  open: close,
  high: close,
  low: close,
  close,
  lastSeq,
});

it('grows the newest candle with each price, and begins the next one', () => {
  const rest = { open: 10, lastSeq: 8 };
  expect(grown(bar, quote('13', 119_999), 60_000)).toEqual({ ...rest, start: 60_000, high: 13, low: 9.75, close: 13 });
  expect(grown(bar, quote('9', 60_000), 60_000)).toMatchObject({ low: 9, close: 9 });
  expect(grown(bar, quote('11.5', 120_000), 60_000)).toEqual(at(120_000, 11.5, 8));
  expect(grown(undefined, quote('5', 120_001), 60_000)?.start).toBe(120_000);
});

it('leaves a price that came late to the API', () => {
  expect(grown(bar, quote('99', 59_999), 60_000)).toBeNull();
});

it('fills holes and sets closed candles right by what the API answers', () => {
  const drawn = [at(1, 10, 1), at(2, 11, 2), at(6, 15, 9)];
  const answered = [{ ...at(2, 11.5, 3), high: 14 }, at(3, 12, 5), at(5, 14, 7), at(6, 15, 9)];
  expect(corrected(drawn, answered)).toEqual([at(1, 10, 1), ...answered]);
});

it('keeps what has come since the API answered', () => {
  const live = { ...at(6, 15, 9), high: 16, low: 12 };
  const answer = { ...at(6, 14, 8), open: 13, high: 17, low: 13 };
  expect(corrected([at(5, 14, 7), live, at(7, 18, 12)], [answer])).toEqual([
    at(5, 14, 7),
    { start: 6, open: 13, high: 17, low: 12, close: 15, lastSeq: 9 },
    at(7, 18, 12),
  ]);
  expect(corrected([live], [])).toEqual([live]);
});
