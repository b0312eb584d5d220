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

const hour = (value: (minute: number) => number, every = 1) =>
  Array.from({ length: 60 / every }, (_, index) => ({ at: index * every * 60_000, value: value(index * every) }));

it('sees no growth in one step', () => {
  expect(growthPerHour(hour((minute) => (minute < 15 ? 100 : 150)))).toBe(0);
});

it('sees growth in many steps, and in a slope with garbage on top', () => {
  expect(growthPerHour(hour((minute) => 100 + 6 * Math.floor(minute / 6)))).toBeCloseTo(60, -1);
  expect(growthPerHour(hour((minute) => 100 + minute / 2 + (minute % 7) * 3))).toBeCloseTo(30, -1);
});

it('finds the slope of more readings than it looks at', () => {
  expect(growthPerHour(hour((minute) => minute / 10, 0.01))).toBeCloseTo(6);
});
