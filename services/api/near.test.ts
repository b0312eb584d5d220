import { expect, it } from 'vitest';
import { nearSymbols } from './near.ts';

const known = ['AAPL', 'AA', 'FB', 'GOOG', 'GOOGL', 'IBM', 'MSFT'];

it.each([
  ['aapl', ['AAPL', 'AA']],
  ['APPL', ['AAPL']],
  ['GOO', ['GOOG', 'GOOGL']],
  ['MSFTT', ['MSFT']],
  ['XYZ', []],
  ['Q', []],
])('finds what %s may have meant', (asked, near) => {
  expect(nearSymbols([asked], known)).toEqual(near);
});

it('returns few, most similar first', () => {
  expect(nearSymbols(['GOOGX', 'IBN', 'MSFX', 'FBB'], known)).toEqual(['GOOG', 'GOOGL', 'IBM']);
});
