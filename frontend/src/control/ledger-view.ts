import type { ConsoleState } from '@quotebridge/contracts/wire';
import { siteLabel } from '../hybrid/strip-text.ts';
import type { Figures } from '../store/figures.ts';

/** One copy: published = delivered + conflated + inFlight + held + lost. `null`: not known. */
export interface LedgerRow {
  readonly copy: string;
  readonly published: number | null;
  readonly delivered: number | null;
  /** Replaced by newer quotes on purpose. */
  readonly conflated: number | null;
  readonly inFlight: number | null;
  readonly held: number | null;
  readonly lost: number | null;
  readonly duplicates: number | null;
}

const PARTS = ['delivered', 'conflated', 'inFlight', 'held', 'lost'] as const;

/** The mirror's copy, and what this page received. Pure. */
export function ledgerRows(state: ConsoleState, { totals }: Pick<Figures, 'totals'>): readonly LedgerRow[] {
  const { link, account } = state;
  const { received, conflated, missing, duplicates } = totals;
  const isOut = account.phase === 'held' || account.phase === 'draining';
  return [
    { copy: `${siteLabel(link.to)}, stream`, ...account, conflated: 0, duplicates: null },
    {
      copy: 'this page',
      published: received + conflated + missing,
      delivered: received,
      conflated,
      inFlight: isOut ? 0 : missing,
      held: isOut ? missing : 0,
      lost: 0,
      duplicates,
    },
  ];
}

/** Whether the parts add up; `null` while one is not known. Pure. */
export function addsUp(row: LedgerRow): boolean | null {
  let sum = 0;
  for (const part of PARTS) {
    const value = row[part];
    if (value === null) return null;
    sum += value;
  }
  return row.published === null ? null : sum === row.published;
}
