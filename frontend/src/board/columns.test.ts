import { describe, expect, it } from 'vitest';
import { COLUMN_IDS, COLUMNS, fitColumns, gridOf, readColumns } from './columns.ts';

const idsAt = (width: number) => fitColumns(COLUMN_IDS, width, 5.5).map(({ id }) => id);

describe('the columns of the board', () => {
  it('are all there on a wide screen, and the most needed ones on a phone', () => {
    expect(idsAt(1400)).toEqual(COLUMN_IDS);
    expect(idsAt(370)).toEqual(['symbol', 'bid', 'ask', 'last', 'changePercent']);
  });

  it('never need more room than there is', () => {
    for (let width = 300; width < 1_500; width += 7) {
      const longest = 5 + (width % 9);
      const least = [...gridOf(fitColumns(COLUMN_IDS, width, longest), width, longest).matchAll(/minmax\((\d+)px/g)];
      expect(least.reduce((sum, [, pixels]) => sum + Number(pixels), 0)).toBeLessThanOrEqual(width);
    }
  });

  it('are wider where prices are long', () => {
    const widthOf = (longest: number) => Number(/(\d+)px/.exec(gridOf([COLUMNS.last], 1_400, longest))?.[1]);
    expect(widthOf(5)).toBe(COLUMNS.last.width);
    expect(widthOf(12)).toBeGreaterThan(widthOf(8));
  });

  it('always show the symbol, whatever was chosen or stored', () => {
    expect(readColumns(['last', 'nonsense', 'bid'])).toEqual(['symbol', 'bid', 'last']);
    expect(readColumns({})).toEqual(COLUMN_IDS);
    expect(fitColumns(['symbol', 'last'], 10, 5.5).map(({ id }) => id)).toEqual(['symbol']);
  });
});
