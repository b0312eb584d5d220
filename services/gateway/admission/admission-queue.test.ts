import { expect, it } from 'vitest';
import { AdmissionQueue } from './admission-queue.ts';

interface Each {
  readonly name: number;
  isAbandoned: boolean;
}

function queue(perSecond: number, length: number) {
  const waiting = Array.from({ length }, (_, name): Each => ({ name, isAbandoned: false }));
  const admission = new AdmissionQueue<Each>({ perSecond, maxWaiting: 1_000 });
  for (const each of waiting) admission.add(each);
  const take = (now: number) => admission.take(now).admitted.map(({ name }) => name);
  return { admission, waiting, take };
}

it('admits queued connections one after the other, in their order', () => {
  const { admission, take } = queue(15.625, 5);
  expect([0, 32, 64, 128, 192, 256].map(take)).toEqual([[0], [], [1], [2], [3], [4]]);
  expect(admission.isEmpty).toBe(true);
});

it('does not admit a burst after a quiet time, and makes up only for a late timer', () => {
  const { take } = queue(1_000, 100);
  expect(take(60_000)).toHaveLength(50);
  expect(take(60_005)).toHaveLength(5);
});

it('skips abandoned connections, and admits the next ones in their place', () => {
  const { admission, waiting, take } = queue(1, 5);
  for (const each of waiting.slice(0, 3)) each.isAbandoned = true;
  expect(admission.take(0)).toMatchObject({
    admitted: [{ name: 3 }],
    abandoned: [{ name: 0 }, { name: 1 }, { name: 2 }],
  });
  expect(take(0)).toEqual([]);
  expect(take(1_000)).toEqual([4]);
});

it('is full when the maximum is waiting', () => {
  const admission = new AdmissionQueue<Each>({ perSecond: 1, maxWaiting: 2 });
  admission.add({ name: 0, isAbandoned: false });
  expect(admission.isFull).toBe(false);
  admission.add({ name: 1, isAbandoned: false });
  expect(admission.isFull).toBe(true);
});
