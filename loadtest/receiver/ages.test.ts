import { expect, it } from 'vitest';
import { Ages } from './ages.ts';

it('reports ages of the whole time, and of each part', () => {
  const ages = new Ages(1_000, 500);
  for (let at = 0; at < 1_000; at += 1) ages.record(1_000 + at - (at < 500 ? 10 : 30), 1_000 + at);
  expect(ages.figures.count).toBe(1_000);
  expect(ages.figures.p50).toBeCloseTo(10, 0);
  expect(ages.figures.max).toBeCloseTo(30, 0);
  expect(ages.parts.map(({ count, p99 }) => [count, Math.round(p99)])).toEqual([
    [500, 10],
    [500, 30],
  ]);
});

it('counts a quote of a clock that is ahead as new', () => {
  const ages = new Ages(0, 1_000);
  ages.record(20, 10);
  expect(ages.figures).toMatchObject({ count: 1, max: 0.001 });
  expect(new Ages(0, 1_000).figures).toMatchObject({ count: 0, max: 0 });
});
