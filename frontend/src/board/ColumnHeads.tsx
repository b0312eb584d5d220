import { memo } from 'react';
import type { RefObject } from 'react';
import type { Desk } from '../desk.ts';
import { nextSort } from '../store/order.ts';
import { useCell } from '../store/use-cell.ts';
import type { Column } from './columns.ts';
import { join } from '../ui/join.ts';
import tableCss from './QuoteTable.module.css';

interface ColumnHeadsProps {
  readonly desk: Desk;
  readonly columns: readonly Column[];
  /** The element whose width is available to the columns. */
  readonly row: RefObject<HTMLDivElement | null>;
}

export const ColumnHeads = memo(function ColumnHeads({ desk, columns, row }: ColumnHeadsProps) {
  const { ranking, navigator } = desk;
  const { sort } = useCell(ranking.ranked);
  return (
    <div role="rowgroup" className={tableCss.head}>
      <div ref={row} className={tableCss.columns} role="row" aria-rowindex={1}>
        {columns.map((column) => {
          const isSorted = sort.column === column.id;
          const direction = sort.descending ? 'descending' : 'ascending';
          return (
            <span
              key={column.id}
              className={join(tableCss.cell, column.id === 'symbol' ? tableCss.symbol : undefined)}
              role="columnheader"
              title={column.hint}
              data-align={column.align}
              data-field={column.id}
              aria-sort={isSorted ? direction : undefined}
            >
              {column.isSortable ? (
                <button
                  type="button"
                  className={tableCss.sorter}
                  onClick={() => navigator.go({ sort: nextSort(navigator.route.get().sort, column.id) })}
                >
                  {column.title}
                  <span className={tableCss.arrow} aria-hidden="true">
                    {isSorted ? (sort.descending ? '↓' : '↑') : ''}
                  </span>
                </button>
              ) : (
                column.title
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
});
