import { demandSubject } from '@quotebridge/contracts';
import type { Demand } from '@quotebridge/contracts';
import { expect, it } from 'vitest';
import { DemandBook } from './demand-book.ts';

function setUp() {
  const book = new DemandBook('cloud');
  const record = (over: Partial<Demand>) => {
    const demand = { instance: 'g1', symbol: 'X', clients: 1, time: 1_000, expires: 31_000, ...over };
    return book.record(demandSubject('cloud', demand.symbol, demand.instance), JSON.stringify(demand));
  };
  const sumsAt = (time: number) => {
    const { bySymbol, ...sums } = book.sumsAt(time);
    return { ...sums, ...Object.fromEntries(bySymbol) };
  };
  return { book, record, sumsAt };
}

it('sums the last number of each gateway', () => {
  const { record, sumsAt } = setUp();
  record({ clients: 5 });
  record({ clients: 2, time: 2_000 });
  record({ instance: 'g2', clients: 3 });
  record({ instance: 'g2', symbol: 'Y' });
  record({ symbol: null, clients: 4 });
  expect(sumsAt(2_000)).toEqual({ gateways: 2, wholeMarket: 4, X: 5, Y: 1 });
  record({ instance: 'g2', clients: 0 });
  expect(sumsAt(2_000)).toEqual({ gateways: 2, wholeMarket: 4, X: 2, Y: 1 });
});

it('drops what has expired by the time that is asked for', () => {
  const { record, sumsAt } = setUp();
  record({});
  record({ instance: 'g2', time: 20_000, expires: 50_000 });
  expect(sumsAt(30_999)).toMatchObject({ gateways: 2, X: 2 });
  expect(sumsAt(31_000)).toMatchObject({ gateways: 1, X: 1 });
});

it.each([
  ['no JSON', 'demand.cloud.X.g1', '{'],
  ['a number below 0', 'demand.cloud.X.g1', '{"instance":"g1","symbol":"X","clients":-1,"time":1,"expires":2}'],
  ['another gateway', 'demand.cloud.X.g1', '{"instance":"g2","symbol":"X","clients":1,"time":1,"expires":2}'],
  ['another site', 'demand.onprem.X.g1', '{"instance":"g1","symbol":"X","clients":1,"time":1,"expires":2}'],
])('skips a message with %s', (_what, subject, text) => {
  const { book } = setUp();
  expect(book.record(subject, text)).toBe(false);
  expect(book.sumsAt(0)).toEqual({ gateways: 0, wholeMarket: 0, bySymbol: new Map() });
});
