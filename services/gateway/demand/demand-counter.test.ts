import { expect, it } from 'vitest';
import { DemandCounter } from './demand-counter.ts';

const [a, b] = [{}, {}];
const stateOf = (counter: DemandCounter<object>) =>
  Object.fromEntries([...counter.all()].map((symbol) => [symbol, counter.count(symbol)]));

it('counts each client once per symbol, and drops what nobody is left for', () => {
  const counter = new DemandCounter();
  counter.subscribed(a, ['X', 'Y', 'X']);
  counter.subscribed(b, ['X']);
  counter.subscribed(b, ['X']);
  expect(stateOf(counter)).toEqual({ X: 2, Y: 1 });
  counter.unsubscribed(a, ['Y', 'Z']);
  counter.removed(b);
  counter.removed(b);
  expect(stateOf(counter)).toEqual({ X: 1 });
  counter.unsubscribed(a, '*');
  expect(stateOf(counter)).toEqual({});
});

it('counts a client of the whole market as such, and in no symbol', () => {
  const counter = new DemandCounter();
  counter.subscribed(a, ['X']);
  counter.subscribed(a, '*');
  counter.subscribed(a, ['X', 'Y']);
  counter.unsubscribed(a, ['X']);
  expect(stateOf(counter)).toEqual({ null: 1 });
  counter.unsubscribed(a, '*');
  counter.subscribed(a, ['X']);
  expect(stateOf(counter)).toEqual({ X: 1 });
});

it('names what has changed once', () => {
  const counter = new DemandCounter();
  counter.subscribed(a, ['X', 'Y']);
  expect(counter.takeChanged()).toEqual(['X', 'Y']);
  expect(counter.takeChanged()).toEqual([]);
  counter.unsubscribed(a, ['Y']);
  counter.subscribed(b, '*');
  expect(counter.takeChanged()).toEqual(['Y', null]);
});
