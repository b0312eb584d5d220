import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PriceGrid } from './price-grid.ts';

test('counts prices in ticks and writes them back', () => {
  const grid = new PriceGrid('0.05');
  expect(grid.floor('27.95')).toBe(559);
  expect(grid.format(559)).toBe('27.95');
  expect(grid.format(0)).toBe('0.00');
  expect(grid.format(-1)).toBe('-0.05');
  expect(new PriceGrid('5').format(3)).toBe('15');
  expect(new PriceGrid('0.0001').format(7)).toBe('0.0007');
});

test('rounds a price between two ticks down or up, below zero too', () => {
  const grid = new PriceGrid('0.01');
  expect([grid.floor('438.1799'), grid.ceil('438.1799')]).toEqual([43817, 43818]);
  expect([grid.floor('-0.015'), grid.ceil('-0.015')]).toEqual([-2, -1]);
  expect(grid.position('438.1750')).toBeCloseTo(43817.5, 9);
  expect([grid.holds('438.1700'), grid.holds('438.1799')]).toEqual([true, false]);
});

test('pads a price to the decimals of the tick and leaves finer ones alone', () => {
  const grid = new PriceGrid('0.01');
  expect(['438', '438.0', '438.05', '438.1799'].map((price) => grid.pad(price))).toEqual([
    '438.00',
    '438.00',
    '438.05',
    '438.1799',
  ]);
});

test('any number of ticks comes back from its price', () => {
  const tickSizes = fc.constantFrom('1', '5', '0.5', '0.25', '0.01', '0.0005', '10', '2.50');
  fc.assert(
    fc.property(tickSizes, fc.integer({ min: -1e9, max: 1e9 }), (tickSize, ticks) => {
      const grid = new PriceGrid(tickSize);
      expect([grid.floor(grid.format(ticks)), grid.ceil(grid.format(ticks))]).toEqual([ticks, ticks]);
      expect(Number(grid.format(ticks))).toBeCloseTo(ticks * Number(tickSize), 5);
    }),
  );
});

test.each(['0', '0.00', '-0.01', 'abc', '', '1e-2'])('refuses the tick size %j', (tickSize) => {
  expect(() => new PriceGrid(tickSize)).toThrow(RangeError);
});

test('refuses a price of more ticks than a number holds exactly', () => {
  expect(() => new PriceGrid('0.000000000001').floor('999999999999999')).toThrow(/too large/);
});
