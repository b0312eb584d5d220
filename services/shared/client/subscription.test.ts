import { describe, expect, it } from 'vitest';
import { changeBetween, without } from './subscription.ts';

describe('the change from one subscription to another', () => {
  it('names the added and the removed symbols', () => {
    expect(changeBetween({ symbols: ['A', 'B'] }, { symbols: ['B', 'C'] })).toEqual({
      kind: 'symbols',
      added: ['C'],
      removed: ['A'],
    });
  });

  it('is empty for the same symbols in another order', () => {
    expect(changeBetween({ symbols: ['A', 'B'] }, { symbols: ['B', 'A'] })).toEqual({ kind: 'none' });
    expect(changeBetween({ symbols: '*' }, { symbols: '*' })).toEqual({ kind: 'none' });
  });

  it('requests everything again at another rate, after an unsubscribe for another mode or from the whole market', () => {
    const at5 = { symbols: ['A'], maxRate: 5 };
    expect(changeBetween({ symbols: ['A'] }, at5)).toEqual({ kind: 'all', unsubscribeFirst: false });
    expect(changeBetween(at5, { symbols: ['A'], mode: 'every' })).toEqual({ kind: 'all', unsubscribeFirst: true });
    expect(changeBetween({ symbols: '*' }, { symbols: ['A'] })).toEqual({ kind: 'all', unsubscribeFirst: true });
  });

  it('leaves out symbols that the gateway does not know', () => {
    expect(without({ symbols: ['A', 'B'], maxRate: 5 }, new Set(['B']))).toEqual({ symbols: ['A'], maxRate: 5 });
  });
});
