import { memo } from 'react';
import type { Desk } from '../desk.ts';
import { nextSort } from '../store/order.ts';
import { useCell } from '../store/use-cell.ts';
import type { Column } from './columns.ts';

interface ColumnHeadsProps {
  readonly desk: Desk;
  readonly columns: readonly Column[];
}

export const ColumnHeads = memo(function ColumnHeads({ desk, columns }: ColumnHeadsProps) {
  const { ranking, navigator } = desk;
  const { sort } = useCell(ranking.ranked);
  return (
    <div role="rowgroup" className="table-head">
      <div className="columns" role="row" aria-rowindex={1}>
        {columns.map((column) => {
          const isSorted = sort.column === column.id;
          const direction = sort.descending ? 'descending' : 'ascending';
          return (
            <span
              key={column.id}
              className={column.id === 'symbol' ? 'cell symbol' : 'cell'}
              role="columnheader"
              title={column.hint}
              data-align={column.align}
              data-field={column.id}
              aria-sort={isSorted ? direction : undefined}
            >
              {column.isSortable ? (
                <button
                  type="button"
                  className="head"
                  onClick={() => navigator.go({ sort: nextSort(navigator.route.get().sort, column.id) })}
                >
                  {column.title}
                  <span className="head-arrow" aria-hidden="true">
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
