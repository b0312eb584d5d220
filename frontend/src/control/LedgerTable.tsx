import type { ConsoleState } from '@quotebridge/contracts/wire';
import { formatCount } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import ui from '../ui/ui.module.css';
import { addsUp, ledgerRows } from './ledger-view.ts';
import tablesCss from './tables.module.css';

const COLUMNS = {
  published: 'published',
  delivered: 'delivered',
  conflated: 'conflated',
  inFlight: 'on its way',
  held: 'held',
  lost: 'lost',
  duplicates: 'duplicates',
} as const;
type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Column[];

/** Where every quote is, per copy. */
export function LedgerTable({ desk, state }: { readonly desk: Desk; readonly state: ConsoleState }) {
  const rows = ledgerRows(state, useCell(desk.session.figures));
  return (
    <>
      <p className={ui.note}>published = delivered + conflated + on its way + held + lost</p>
      <div className={tablesCss.scroll} tabIndex={0} role="region" aria-label="Ledger table">
        <table className={tablesCss.table} data-testid="ledger">
          <thead>
            <tr>
              <th scope="col">Copy</th>
              {NAMES.map((name) => (
                <th key={name} scope="col" data-number>
                  {COLUMNS[name]}
                </th>
              ))}
              <th scope="col">Adds up</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.copy}>
                <th scope="row">{row.copy}</th>
                {NAMES.map((name) => (
                  <td key={name} data-number className={toneOf(name, row[name])}>
                    {row[name] === null ? '–' : formatCount(row[name])}
                  </td>
                ))}
                <td>{SUMS[String(addsUp(row))]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const SUMS: Readonly<Record<string, string>> = { true: '✔ yes', false: '✕ no', null: 'not known' };

function toneOf(column: Column, value: number | null): string | undefined {
  if (column === 'held' && value !== null && value > 0) return tablesCss.warn;
  if (column !== 'lost' && column !== 'duplicates') return undefined;
  return value === null ? undefined : value > 0 ? tablesCss.bad : tablesCss.good;
}
