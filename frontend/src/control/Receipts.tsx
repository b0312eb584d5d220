import { useQuery } from '@tanstack/react-query';
import type { ConsoleReceipt } from '@quotebridge/contracts/wire';
import { formatCount } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { formatSpan } from '../hybrid/strip-text.ts';
import ui from '../ui/ui.module.css';
import { receiptsQuery } from './console-queries.ts';
import { download } from './download.ts';
import tablesCss from './tables.module.css';

const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

interface ReceiptsProps {
  readonly desk: Desk;
  /** The number of the newest; 0 for none. */
  readonly newest: number;
}

/** The account of every outage that is over. */
export function Receipts({ desk, newest }: ReceiptsProps) {
  const { data } = useQuery(receiptsQuery(desk.session.origin, newest), desk.queries);
  const receipts = data?.receipts ?? [];
  if (receipts.length === 0) return <p className={ui.note}>No outage so far.</p>;
  return (
    <>
      <div className={tablesCss.scroll} tabIndex={0} role="region" aria-label="Receipts table">
        <table className={tablesCss.table} data-testid="receipts">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">From</th>
              <th scope="col">Cause</th>
              {['lasted', 'held', 'recovered', 'lost', 'duplicates'].map((name) => (
                <th key={name} scope="col" data-number>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{receipts.map(rowOf)}</tbody>
        </table>
      </div>
      <div className={tablesCss.row}>
        <button
          type="button"
          className={ui.button}
          onClick={() => download('quotebridge-receipts.json', { receipts })}
          data-testid="export-receipts"
        >
          Export as JSON
        </button>
      </div>
    </>
  );
}

function rowOf({ number, cause, from, to, held, recovered, lost, duplicates }: ConsoleReceipt) {
  const tone = (count: number) => (count > 0 ? tablesCss.bad : tablesCss.good);
  return (
    <tr key={number} data-testid="receipt-row">
      <th scope="row">{number}</th>
      <td>{when.format(from)}</td>
      <td>{cause}</td>
      <td data-number>{formatSpan(to - from)}</td>
      <td data-number>{formatCount(held)}</td>
      <td data-number>{formatCount(recovered)}</td>
      <td data-number className={tone(lost)}>
        {formatCount(lost)}
      </td>
      <td data-number className={tone(duplicates)}>
        {formatCount(duplicates)}
      </td>
    </tr>
  );
}
