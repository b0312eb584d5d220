import { expect, it } from 'vitest';
import { Directory } from './directory.ts';

const apple = { symbol: 'AAPL', name: 'Apple', currency: 'USD', tickSize: '0.01', source: 'replay' } as const;

it('lists what is described and what is quoted, by symbol', () => {
  const directory = new Directory();
  const quotes = [['ZZ', 1, 0, 0, '1', 1, '1', 1, '1', 0]] as const;
  expect(directory.add({ epoch: 1, quotes })).toBe(true);
  expect(directory.add({ epoch: 1, quotes })).toBe(false);
  directory.describe([apple]);
  expect(directory.listings.get()).toEqual([
    { symbol: 'AAPL', instrument: apple },
    { symbol: 'ZZ', instrument: undefined },
  ]);
});
