import { expect, it } from 'vitest';
import { RateMeter } from './figures.ts';

it('gives the rate between two readings, however far apart', () => {
  const meter = new RateMeter();
  expect(meter.read(500, 1_000)).toBe(0);
  expect(meter.read(600, 2_000)).toBe(100);
  expect(meter.read(1_200, 8_000)).toBe(100);
  expect(meter.read(1_200, 9_000)).toBe(0);
});
