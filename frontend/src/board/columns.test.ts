import { describe, expect, it } from 'vitest';
import { COLUMN_IDS, fitColumns, gridOf, readColumns } from './columns.ts';

const idsAt = (width: number) => fitColumns(COLUMN_IDS, width).map(({ id }) => id);

describe('the columns of the board', () => {
  it('are all there on a wide screen, and the most needed ones on a phone', () => {
    expect(idsAt(1400)).toEqual(COLUMN_IDS);
    expect(idsAt(370)).toEqual(['symbol', 'bid', 'ask', 'last', 'changePercent']);
  });

  it('never need more room than there is', () => {
    for (let width = 300; width < 1_500; width += 7) {
      const least = [...gridOf(fitColumns(COLUMN_IDS, width), width).matchAll(/minmax\((\d+)px/g)];
      expect(least.reduce((sum, [, pixels]) => sum + Number(pixels), 0)).toBeLessThanOrEqual(width);
    }
  });

  it('always show the symbol, whatever was chosen or stored', () => {
    expect(readColumns(['last', 'nonsense', 'bid'])).toEqual(['symbol', 'bid', 'last']);
    expect(readColumns({})).toEqual(COLUMN_IDS);
    expect(fitColumns(['symbol', 'last'], 10).map(({ id }) => id)).toEqual(['symbol']);
  });
});
