import { describe, expect, it } from 'vitest';
import { changeBetween, without } from './subscription.ts';

describe('the change from one subscription to another', () => {
  it('names the symbols that are new and those that are left', () => {
    expect(changeBetween({ symbols: ['A', 'B'] }, { symbols: ['B', 'C'] })).toEqual({
      kind: 'symbols',
      added: ['C'],
      removed: ['A'],
    });
  });

  it('is none for the same symbols in another order', () => {
    expect(changeBetween({ symbols: ['A', 'B'] }, { symbols: ['B', 'A'] })).toEqual({ kind: 'none' });
    expect(changeBetween({ symbols: '*' }, { symbols: '*' })).toEqual({ kind: 'none' });
  });

  it('asks for everything again at another rate, and unsubscribes first for another mode or from the whole market', () => {
    const at5 = { symbols: ['A'], maxRate: 5 };
    expect(changeBetween({ symbols: ['A'] }, at5)).toEqual({ kind: 'anew', release: false });
    expect(changeBetween(at5, { symbols: ['A'], mode: 'every' })).toEqual({ kind: 'anew', release: true });
    expect(changeBetween({ symbols: '*' }, { symbols: ['A'] })).toEqual({ kind: 'anew', release: true });
  });

  it('leaves out what the gateway does not know', () => {
    expect(without({ symbols: ['A', 'B'], maxRate: 5 }, new Set(['B']))).toEqual({ symbols: ['A'], maxRate: 5 });
  });
});
