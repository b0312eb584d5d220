import { expect, it } from 'vitest';
import { growthPerHour } from './trend.ts';

it('finds the slope of a line', () => {
  const readings = [0, 60_000, 120_000].map((at) => ({ at, value: 5 + at / 60_000 }));
  expect(growthPerHour(readings)).toBeCloseTo(60);
});

it('finds the line through readings that scatter', () => {
  const readings = [1, -1, -1, 1].map((off, index) => ({ at: index * 3_600_000, value: 2 * index + off }));
  expect(growthPerHour(readings)).toBeCloseTo(2);
});

it('sees no growth in a single reading', () => {
  expect(growthPerHour([{ at: 1, value: 7 }])).toBe(0);
});
