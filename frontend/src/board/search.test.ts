import { expect, it } from 'vitest';
import { matches } from './search.ts';

const listing = {
  symbol: 'DCVN',
  instrument: { symbol: 'DCVN', name: 'Driftex Rail', currency: 'USD', tickSize: '0.01', source: 'simulated' },
} as const;

it('finds a row by parts of its symbol and its name, in any order and case', () => {
  for (const query of ['', ' ', 'dcv', 'rail', 'RAIL drift', 'dcvn rail ']) expect(matches(listing, query)).toBe(true);
  for (const query of ['rails', 'drift bank']) expect(matches(listing, query)).toBe(false);
  expect(matches({ symbol: 'X', instrument: undefined }, 'x')).toBe(true);
});

it('finds a row by its ticker', () => {
  const row = { symbol: 'BRK_2EB', instrument: undefined };
  for (const query of ['brk.b', '.b', 'brk_2e']) expect(matches(row, query)).toBe(true);
  expect(matches(row, 'brk/b')).toBe(false);
});
