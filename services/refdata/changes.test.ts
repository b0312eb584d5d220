import { expect, it } from 'vitest';
import { changedSymbols } from './changes.ts';

it('names what was added, changed and removed, and not what is equal', () => {
  const same = { lotSize: 1 };
  const before = new Map<string, object>([
    ['same', same],
    ['equal', { lotSize: 1 }],
    ['changed', { lotSize: 1 }],
    ['removed', { lotSize: 1 }],
  ]);
  const after = new Map<string, object>([
    ['same', same],
    ['equal', { lotSize: 1 }],
    ['changed', { lotSize: 2 }],
    ['added', { lotSize: 1 }],
  ]);
  expect(changedSymbols(before, after)).toEqual(['changed', 'added', 'removed']);
  expect(changedSymbols(after, after)).toEqual([]);
});
