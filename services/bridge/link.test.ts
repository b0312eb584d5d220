import { expect, it } from 'vitest';
import { parseDuration } from './link.ts';

it.each([
  ['423µs', 0.423],
  ['1.5ms', 1.5],
  ['900ns', 0.0009],
  ['1m2.5s', 62_500],
  ['2h0m1s', 7_201_000],
])('reads %s as %d ms', (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 6);
});
