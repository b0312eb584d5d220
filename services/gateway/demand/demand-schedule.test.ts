import { DEMAND_REFRESH_MS, DEMAND_VALID_MS } from '@quotebridge/contracts/wire';
import { expect, it } from 'vitest';
import { DemandCounter } from './demand-counter.ts';
import { DemandSchedule } from './demand-schedule.ts';

const client = {};
const setUp = () => {
  const counter = new DemandCounter();
  counter.subscribed(client, ['X', 'Y']);
  const schedule = new DemandSchedule(counter, 'gateway');
  const due = (now: number) => schedule.due(now, now).map(({ symbol, clients }) => [symbol, clients]);
  return { counter, schedule, due };
};

it('publishes what changes, 0 once when nobody is left, and nothing else', () => {
  const { counter, due } = setUp();
  expect(due(0)).toEqual([
    ['X', 1],
    ['Y', 1],
  ]);
  expect(due(1_000)).toEqual([]);
  counter.subscribed({}, ['X']);
  counter.unsubscribed(client, ['Y']);
  expect(due(2_000)).toEqual([
    ['X', 2],
    ['Y', 0],
  ]);
  expect(due(3_000)).toEqual([]);
});

it('repeats each number before it expires, counted from when it was published last', () => {
  const { counter, due } = setUp();
  due(0);
  counter.subscribed({}, ['X']);
  due(5_000);
  expect(due(DEMAND_REFRESH_MS)).toEqual([['Y', 1]]);
  expect(due(5_000 + DEMAND_REFRESH_MS)).toEqual([['X', 2]]);
  expect(DEMAND_VALID_MS).toBeGreaterThan(2 * DEMAND_REFRESH_MS);
});

it('publishes everything again after a reconnect', () => {
  const { schedule, due } = setUp();
  due(0);
  schedule.refresh();
  expect(due(1_000)).toEqual([
    ['X', 1],
    ['Y', 1],
  ]);
});

it('says who reports it, when, and how long it is valid', () => {
  const { schedule } = setUp();
  expect(schedule.due(7, 1_000)[0]).toEqual({
    instance: 'gateway',
    symbol: 'X',
    clients: 1,
    time: 1_000,
    expires: 1_000 + DEMAND_VALID_MS,
  });
});
