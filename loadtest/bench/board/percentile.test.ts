import { expect, it } from 'vitest';
import { percentile } from './percentile.ts';

it('is one of the values, by the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect([0, 0.5, 0.95, 1].map((part) => percentile(values, part))).toEqual([1, 50, 95, 100]);
  expect(percentile([7], 0.95)).toBe(7);
});
