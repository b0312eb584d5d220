import { expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

it('lets a crowd in one after the other, in the order in which it came', () => {
  const turnstile = new Turnstile<number>({ perSecond: 15.625, maxWaiting: 1_000 });
  for (let visitor = 0; visitor < 5; visitor += 1) expect(turnstile.arrive(visitor)).toBe(true);
  const letIn = [0, 32, 64, 128, 192, 256].map((now) => turnstile.turn(now));
  expect(letIn).toEqual([[0], [], [1], [2], [3], [4]]);
  expect(turnstile.isEmpty).toBe(true);
});

it('does not make up for a quiet time with a crowd, only for a turn that came late', () => {
  const turnstile = new Turnstile<number>({ perSecond: 1_000, maxWaiting: 1_000 });
  for (let visitor = 0; visitor < 100; visitor += 1) turnstile.arrive(visitor);
  expect(turnstile.turn(60_000)).toHaveLength(50);
  expect(turnstile.turn(60_005)).toHaveLength(5);
});

it('sends away who comes while too many wait', () => {
  const turnstile = new Turnstile<number>({ perSecond: 1, maxWaiting: 2 });
  expect([0, 1, 2].map((visitor) => turnstile.arrive(visitor))).toEqual([true, true, false]);
});
