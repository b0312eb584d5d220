import { expect, it } from 'vitest';
import { Turnstile } from './admission-queue.ts';

it('lets a crowd in one after the other, in the order in which it came', () => {
  const turnstile = new Turnstile<number>({ perSecond: 15.625, maxWaiting: 1_000 });
  for (let name = 0; name < 5; name += 1) turnstile.arrive(name);
  const letIn = [0, 32, 64, 128, 192, 256].map((now) => turnstile.turn(now));
  expect(letIn).toEqual([[0], [], [1], [2], [3], [4]]);
  expect(turnstile.isEmpty).toBe(true);
});

it('does not make up for a quiet time with a crowd, only for a turn that came late', () => {
  const turnstile = new Turnstile<number>({ perSecond: 1_000, maxWaiting: 1_000 });
  for (let name = 0; name < 100; name += 1) turnstile.arrive(name);
  expect(turnstile.turn(60_000)).toHaveLength(50);
  expect(turnstile.turn(60_005)).toHaveLength(5);
});

it('gives the turn of one who was gone to the next', () => {
  const turnstile = new Turnstile<number>({ perSecond: 1, maxWaiting: 1_000 });
  for (let name = 0; name < 4; name += 1) turnstile.arrive(name);
  expect(turnstile.turn(0)).toEqual([0]);
  turnstile.giveBack();
  expect(turnstile.turn(0)).toEqual([1]);
  expect(turnstile.turn(0)).toEqual([]);
  expect(turnstile.turn(1_000)).toEqual([2]);
});

it('saves up no turns of those who were gone', () => {
  const turnstile = new Turnstile<number>({ perSecond: 20, maxWaiting: 1_000 });
  for (let name = 0; name < 4; name += 1) turnstile.arrive(name);
  for (let gone = 0; gone < 3; gone += 1) turnstile.giveBack();
  expect(turnstile.turn(0)).toEqual([0]);
});

it('is full when as many wait as may', () => {
  const turnstile = new Turnstile<number>({ perSecond: 1, maxWaiting: 2 });
  turnstile.arrive(0);
  expect(turnstile.isFull).toBe(false);
  turnstile.arrive(1);
  expect(turnstile.isFull).toBe(true);
});
