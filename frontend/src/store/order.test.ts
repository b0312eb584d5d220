import type { Quote } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { BY_SYMBOL, inOrder, nextSort } from './order.ts';
import type { Known } from './order.ts';

const listings = ['C', 'A', 'D', 'B'].map((symbol) => ({ symbol, instrument: undefined }));
const known = new Map<string, Known>(
  [
    ['A', '10', 8],
    ['B', '30', 29],
    ['C', '10', 10],
  ].map(([symbol, last, open]) => [String(symbol), { quote: { last } as Quote, open: Number(open) }]),
);
const sorted = (column: 'symbol' | 'last' | 'changePercent', descending: boolean) =>
  inOrder(listings, { column, descending }, (symbol) => known.get(symbol) ?? { quote: undefined, open: undefined })
    .map(({ symbol }) => symbol)
    .join('');

describe('the order of rows', () => {
  it('is by value, then by symbol, unknown values last in both directions', () => {
    expect(sorted('last', false)).toBe('ACBD');
    expect(sorted('last', true)).toBe('BACD');
    expect(sorted('changePercent', true)).toBe('ABCD');
    expect(sorted('symbol', true)).toBe('DCBA');
  });

  it('is by change for negative prices too, without a percentage for an open of 0', () => {
    const open = { A: -40, B: 0, C: -10, D: 10 } as Readonly<Record<string, number>>;
    const last = { A: '-10', B: '3', C: '-15', D: '11' } as Readonly<Record<string, string>>;
    const order = inOrder(listings, { column: 'changePercent', descending: true }, (symbol) => ({
      quote: { last: last[symbol] } as Quote,
      open: open[symbol],
    }));
    expect(order.map(({ symbol }) => symbol).join('')).toBe('ADCB');
  });

  it('begins with the greatest figures and reverses on a second click', () => {
    expect(nextSort(BY_SYMBOL, 'symbol')).toEqual({ column: 'symbol', descending: true });
    expect(nextSort(BY_SYMBOL, 'last')).toEqual({ column: 'last', descending: true });
    expect(nextSort({ column: 'last', descending: true }, 'last').descending).toBe(false);
  });
});
