import { expect, test } from 'vitest';
import type { DailyBar } from '../daily.ts';
import { PriceGrid } from '../price-grid.ts';
import { drawPricePath } from './price-path.ts';
import { seededRandom } from '../random.ts';

const bar: DailyBar = {
  symbol: 'ABC',
  date: '2013-03-01',
  open: '10.00',
  high: '10.1050',
  low: '9.90',
  close: '10.07',
  volume: 1,
};

test('never leaves the range of the day', () => {
  for (let seed = 0; seed < 2_000; seed += 1) {
    const { positions } = drawPricePath(bar, new PriceGrid('0.01'), 100, seededRandom(seed));
    expect(Math.min(...positions)).toBe(990);
    expect(Math.max(...positions)).toBe(1010.5);
  }
});

test('reports the steps of the real prices, with high and low in either order', () => {
  const orders = Array.from({ length: 50 }, (_, seed) => {
    const { positions, prints } = drawPricePath(bar, new PriceGrid('0.01'), 100, seededRandom(seed));
    for (const [step, price] of prints) expect(positions[step]).toBe(Number(price) * 100);
    return [...prints.values()].join(' ');
  });
  expect(new Set(orders)).toEqual(new Set(['10.00 9.90 10.1050 10.07', '10.00 10.1050 9.90 10.07']));
});

test('does not go to an extreme that is the open or the close a second time', () => {
  const falling = { ...bar, open: '10.1050', close: '9.90' };
  const { prints } = drawPricePath(falling, new PriceGrid('0.01'), 100, seededRandom(1));
  expect([...prints]).toEqual([
    [0, '10.1050'],
    [99, '9.90'],
  ]);
});
