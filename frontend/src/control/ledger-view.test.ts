import { expect, it } from 'vitest';
import { inventConsole } from '../states/invented-console.ts';
import { addsUp, ledgerRows } from './ledger-view.ts';

const totals = { received: 90, conflated: 8, missing: 2, duplicates: 0, outOfOrder: 0, unexplained: 0, unsettled: 0 };

it('accounts for every quote of the copy and of this page', () => {
  const rows = ledgerRows(inventConsole(0, { phase: 'held', held: 30 }), { totals });
  expect(rows).toMatchObject([
    { copy: 'cloud, stream', held: 30, lost: 0 },
    { copy: 'this page', published: 100, delivered: 90, conflated: 8, held: 2 },
  ]);
  expect(rows.map(addsUp)).toEqual([true, true]);
});

it('shows an account that does not add up, and one that is not known', () => {
  const [row] = ledgerRows(inventConsole(0, { phase: 'through' }), { totals });
  expect(addsUp({ ...row!, lost: 1 })).toBe(false);
  expect(addsUp({ ...row!, held: null })).toBeNull();
});
