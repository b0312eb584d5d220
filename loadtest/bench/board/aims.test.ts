import { expect, it } from 'vitest';
import { missedAims } from './aims.ts';

it('names what is slower than it should be', () => {
  const rows = [
    { name: 'quick', frames: [16, 17, 17] },
    { name: 'slow', frames: [16, 50, 50] },
  ];
  expect(missedAims({ rows: rows.slice(0, 1), first: [400, 1_000] })).toEqual([]);
  expect(missedAims({ rows, first: [400, 1_200] })).toEqual([
    'slow: p95 of a frame is 50.0 ms, the aim 34 ms',
    'the first quote came after 1200 ms, the aim is 1000 ms',
  ]);
});

it('does not treat missing figures as good', () => {
  expect(missedAims({ rows: [{ name: 'nothing', frames: [] }], first: [Number.NaN] })).toHaveLength(2);
});
