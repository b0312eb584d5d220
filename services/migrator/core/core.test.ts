import { expect, it } from 'vitest';
import { compareQuotes, compareShared } from './compare.ts';
import { CounterIncrease } from './counter-increase.ts';
import { request } from './testing.ts';
import { sameWeights, shifted, weightsText } from './weights.ts';

it('shifts the moved services alone, and leaves other sites and services as they are', () => {
  const before = { onprem: 100, cloud: 0, edge: 7 };
  const after = shifted(before, request({ services: ['api'] }), 10);
  expect(after).toEqual({ onprem: { api: 90, gateway: 100 }, cloud: { api: 10, gateway: 0 }, edge: 7 });
  expect(weightsText(after)).toBe('api onprem 90 cloud 10 edge 7, gateway onprem 100 cloud 0 edge 7');
});

it('takes no traffic away from a target that has more of it already', () => {
  const back = request({ from: 'cloud', to: 'onprem' });
  expect(shifted({ onprem: 100, cloud: 0 }, back, 10)).toEqual({
    onprem: { api: 100, gateway: 100 },
    cloud: { api: 0, gateway: 0 },
  });
  expect(shifted({ onprem: 50, cloud: 150 }, back, 10)['onprem']).toEqual({ api: 25, gateway: 25 });
  expect(shifted({ onprem: 50, cloud: 150 }, back, 60)['onprem']).toEqual({ api: 60, gateway: 60 });
});

it('knows the same weights in either form', () => {
  expect(sameWeights({ onprem: 100 }, { onprem: { api: 100, gateway: 100 }, cloud: 0 })).toBe(true);
  expect(sameWeights({ onprem: 100 }, { onprem: { api: 100, gateway: 99 } })).toBe(false);
});

it('sums the increase of counters, whose process may restart', () => {
  const increase = new CounterIncrease();
  increase.read(new Map([['a', 100]]));
  increase.read(
    new Map([
      ['a', 150],
      ['b', 2],
    ]),
  );
  increase.read(new Map([['a', 7]]));
  expect(Object.fromEntries(increase.sums)).toEqual({ a: 57, b: 2 });
});

it('finds a price, a size and a symbol that differ at the same point of the stream', () => {
  const quote = (symbol: string, more = {}) => ({
    symbol,
    seq: 3,
    epoch: 1,
    time: 1,
    published: 1,
    bid: '1.00',
    bidSize: 5,
    ask: '1.01',
    askSize: 6,
    last: '1.00',
    ...more,
  });
  const source = [quote('A'), quote('B'), quote('C')];
  const target = [quote('A'), quote('B', { bid: '1.000', askSize: 7 }), quote('D')];
  expect(compareQuotes(source, source)).toEqual({ compared: 3, differences: [] });
  expect(compareQuotes(source, target)).toEqual({
    compared: 4,
    differences: [
      'B 3: bid 1.00 / 1.000',
      'B 3: askSize 6 / 7',
      'C 3: missing at the target',
      'D: missing at the source',
    ],
  });
});

it('compares updates that both have received, and no others', () => {
  const source = new Map([
    ['A 1:1', 'x'],
    ['A 1:2', 'y'],
  ]);
  expect(compareShared(source, new Map([['A 1:2', 'z']]))).toEqual({ compared: 1, differences: ['A 1:2: y / z'] });
  expect(compareShared(source, new Map([['A 1:3', 'z']]))).toEqual({ compared: 0, differences: [] });
});
