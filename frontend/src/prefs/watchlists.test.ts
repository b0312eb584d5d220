import { describe, expect, it } from 'vitest';
import { freeName, keep, readName, readWatchlists, remove, toggle } from './watchlists.ts';

const lists = keep(keep([], 'Tech', ['AAPL', 'MSFT']), 'Rail', ['DCVN']);

describe('watchlists', () => {
  it('are read from storage, without invalid entries', () => {
    expect(readWatchlists(JSON.parse(JSON.stringify(lists)))).toEqual(lists);
    expect(
      readWatchlists([{ name: '  ', symbols: [] }, 7, { name: 'A', symbols: ['X', 'X', 'no symbol', 5] }]),
    ).toEqual([{ name: 'A', symbols: ['X'] }]);
    expect(readWatchlists('[]')).toEqual([]);
  });

  it('add and remove a symbol', () => {
    expect(toggle(lists, 'Tech', 'IBM')[0]?.symbols).toEqual(['AAPL', 'MSFT', 'IBM']);
    expect(toggle(lists, 'Tech', 'AAPL')[0]?.symbols).toEqual(['MSFT']);
    expect(toggle([], 'Favourites', 'IBM')).toEqual([{ name: 'Favourites', symbols: ['IBM'] }]);
  });

  it('contain at most one list of a name', () => {
    expect(keep(lists, ' Tech ', ['IBM'])).toEqual([{ name: 'Tech', symbols: ['IBM'] }, lists[1]]);
    expect(remove(lists, 'Tech')).toEqual([lists[1]]);
  });

  it('find a free name', () => {
    expect(freeName(lists, 'Mine')).toBe('Mine');
    expect(freeName(keep(lists, 'Tech (2)'), 'Tech')).toBe('Tech (3)');
    const long = 'x'.repeat(32);
    expect(freeName(keep([], long), long)).toBe(`${'x'.repeat(28)} (2)`);
  });

  it('have a name without line breaks', () => {
    expect(readName(' a \n b ')).toBe('a b');
    expect(readName('   ')).toBeNull();
    expect(readName('x'.repeat(99))).toHaveLength(32);
  });
});
