import type { ColumnId } from './columns.ts';
import { cellId } from './row-id.ts';

/** The position of a cell in the grid. */
export interface CellPlace {
  readonly symbol: string;
  readonly field: ColumnId;
  /** True for the cell that has the keyboard. */
  readonly isActive: boolean;
}

/** The attributes of every cell: the grid refers to the active one by its id. */
export function gridCell({ symbol, field, isActive }: CellPlace) {
  return {
    id: cellId(symbol, field),
    role: 'gridcell',
    'data-field': field,
    'data-active': isActive ? true : undefined,
  } as const;
}
