import { expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

const visitor = (name: number, isGone = false) => ({ name, isGone });
type Visitor = ReturnType<typeof visitor>;

it('lets a crowd in one after the other, in the order in which it came', () => {
  const turnstile = new Turnstile<Visitor>({ perSecond: 15.625, maxWaiting: 1_000 });
  for (let name = 0; name < 5; name += 1) expect(turnstile.arrive(visitor(name))).toBe(true);
  const letIn = [0, 32, 64, 128, 192, 256].map((now) => turnstile.turn(now).map(({ name }) => name));
  expect(letIn).toEqual([[0], [], [1], [2], [3], [4]]);
  expect(turnstile.isEmpty).toBe(true);
});

it('does not make up for a quiet time with a crowd, only for a turn that came late', () => {
  const turnstile = new Turnstile<Visitor>({ perSecond: 1_000, maxWaiting: 1_000 });
  for (let name = 0; name < 100; name += 1) turnstile.arrive(visitor(name));
  expect(turnstile.turn(60_000)).toHaveLength(50);
  expect(turnstile.turn(60_005)).toHaveLength(5);
});

it('gives nobody a turn who is gone', () => {
  const turnstile = new Turnstile<Visitor>({ perSecond: 1, maxWaiting: 1_000 });
  for (const each of [visitor(0, true), visitor(1, true), visitor(2), visitor(3)]) turnstile.arrive(each);
  expect(turnstile.turn(0)).toEqual([visitor(2)]);
  expect(turnstile.turn(1_000)).toEqual([visitor(3)]);
  expect(turnstile.isEmpty).toBe(true);
});

it('sends away who comes while too many wait', () => {
  const turnstile = new Turnstile<Visitor>({ perSecond: 1, maxWaiting: 2 });
  expect([0, 1, 2].map((name) => turnstile.arrive(visitor(name)))).toEqual([true, true, false]);
});
