import { memo } from 'react';
import { tickerOf } from '@quotebridge/contracts/wire';
import type { Desk } from '../desk.ts';
import type { Listing } from '../store/directory.ts';
import type { Column, ColumnId } from './columns.ts';
import { gridCell } from './grid-cell.ts';
import { QuoteCell } from './QuoteCell.tsx';
import { cellId, nameId, rowId } from './row-id.ts';
import { useFresh } from './use-fresh.ts';
import { useKeyed } from './use-keyed.ts';
import tableCss from './QuoteTable.module.css';
import ui from '../ui/ui.module.css';
import { join } from '../ui/join.ts';

interface RowProps {
  readonly desk: Desk;
  readonly listing: Listing;
  readonly columns: readonly Column[];
  readonly index: number;
  readonly top: number;
  /** Whether the keyboard is on this row, and in which column when it is on a cell. */
  readonly isActive: boolean;
  readonly activeColumn: ColumnId | null;
  /** Its details are shown. */
  readonly isOpen: boolean;
  readonly isStarred: boolean;
  readonly onStar: (symbol: string) => void;
}

export const Row = memo(function Row(props: RowProps) {
  const { desk, listing, columns, index, top, isActive, activeColumn, isOpen, isStarred, onStar } = props;
  const { symbol } = listing;
  const { session, trends } = desk;
  const shown = useKeyed(session.quotes, symbol);
  const trend = useKeyed(trends, symbol);
  const fresh = useFresh(session.condition);
  const stale = shown !== undefined && !(fresh && shown.confirmed);
  return (
    <div
      className={tableCss.row}
      role="row"
      id={rowId(symbol)}
      aria-labelledby={`${nameId(symbol)} ${cellId(symbol, 'last')}`}
      aria-rowindex={index + 2}
      aria-selected={isActive}
      data-testid="row"
      data-symbol={symbol}
      data-seq={shown?.quote.seq}
      data-stale={stale}
      data-odd={index % 2 === 1}
      data-active={isActive}
      data-open={isOpen}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map(({ id }) =>
        id === 'symbol' ? (
          <span
            key={id}
            className={join(tableCss.cell, tableCss.symbol)}
            {...gridCell({ symbol, field: id, isActive: activeColumn === id })}
            role="rowheader"
          >
            <button
              type="button"
              className={tableCss.star}
              tabIndex={-1}
              data-starred={isStarred}
              aria-label={`${isStarred ? 'Unstar' : 'Star'} ${tickerOf(symbol)}`}
              onClick={() => onStar(symbol)}
            >
              {isStarred ? '★' : '☆'}
            </button>
            <span className={tableCss.symbolName} id={nameId(symbol)}>
              <a className={tableCss.symbolLink} tabIndex={-1} href={`#symbol=${symbol}`} data-symbol={symbol}>
                {tickerOf(symbol)}
              </a>
              {stale && <span className={ui.srOnly}>stale</span>}
            </span>
          </span>
        ) : (
          <QuoteCell
            key={id}
            id={id}
            isActive={activeColumn === id}
            listing={listing}
            shown={shown}
            trend={trend}
            time={session.time}
          />
        ),
      )}
    </div>
  );
});
