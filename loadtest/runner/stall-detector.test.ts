import { expect, it } from 'vitest';
import { StallDetector, sumOf } from './stall-detector.ts';

/** Returns the given counts in turn, then the last one for ever. */
function counter(...counts: readonly number[]) {
  const left = [...counts];
  return async () => (left.length > 1 ? left.shift() : left[0]) ?? 0;
}

it('detects a stall when as many clients are skipped as are stalled', async () => {
  let now = 0;
  const notice = new StallDetector(counter(7, 7, 9, 14, 34), 5, () => now);
  await notice.begin();
  now = 4_000;
  await expect(notice.end()).resolves.toBeUndefined();
});

it('throws when no gateway notices', async () => {
  await expect(new StallDetector(counter(7), 5).begin(100)).rejects.toThrow('no gateway left 5 stalled clients out');
});

it('passes at the end where no stall was detected', async () => {
  await expect(new StallDetector(counter(7), 5).end()).resolves.toBeUndefined();
});

it('throws when the gateways stop skipping later', async () => {
  let now = 0;
  const notice = new StallDetector(counter(0, 5, 9), 5, () => now);
  await notice.begin();
  now = 4_000;
  await expect(notice.end()).rejects.toThrow('only 4 times in 4 s');
});

it('sums a counter over processes and labels, and no other', () => {
  const text = '# HELP a_total x\na_total{why="x"} 2\na_total{why="y"} 3\na_total_more 9\n';
  expect(sumOf([text, 'a_total 4\n'], 'a_total')).toBe(9);
});
