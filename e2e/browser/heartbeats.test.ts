import { expect, it } from 'vitest';
import { oldestBetween } from './heartbeats.ts';

const HEARTBEATS = [
  { time: 1_000, at: 1_010 },
  { time: 2_000, at: 2_010 },
  { time: 3_000, at: 5_500 },
  { time: 5_000, at: 5_510 },
];

it.each([
  ['those that come in time', 1_500, 2_500, 1_010],
  ['one that is late', 2_500, 6_000, 3_500],
  ['one that has not come yet', 2_500, 4_200, 2_200],
  ['before the first', 0, 500, Infinity],
])('returns the age of %s', (_which, from, to, age) => {
  expect(oldestBetween(HEARTBEATS, from, to)).toBe(age);
});
