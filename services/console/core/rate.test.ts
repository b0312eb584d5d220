import { expect, it } from 'vitest';
import { RateWindow } from './rate.ts';

it('measures the growth of a count over the last seconds', () => {
  const rate = new RateWindow();
  expect(rate.read(100, 0)).toBeNull();
  expect(rate.read(110, 250)).toBeNull();
  expect(rate.read(200, 1_000)).toBe(100);
  expect(rate.read(200, 10_000)).toBe(0);
  expect(rate.read(300, 11_000)).toBeCloseTo(100);
});

it('starts over when the count is not known, or has shrunk', () => {
  const rate = new RateWindow();
  rate.read(100, 0);
  expect(rate.read(200, 1_000)).toBe(100);
  expect(rate.read(null, 1_250)).toBeNull();
  expect(rate.read(300, 1_500)).toBeNull();
  expect(rate.read(350, 2_500)).toBe(50);
  expect(rate.read(5, 3_000)).toBeNull();
});
