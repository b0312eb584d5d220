import type { ColumnId } from './columns.ts';
import { cellId } from './row-id.ts';

/** Which cell of the grid one is. */
export interface CellPlace {
  readonly symbol: string;
  readonly field: ColumnId;
  /** Where the keyboard is. */
  readonly isActive: boolean;
}

/** What every cell of a row carries: the grid names the one that the keyboard is at by its id. */
export function gridCell({ symbol, field, isActive }: CellPlace) {
  return {
    id: cellId(symbol, field),
    role: 'gridcell',
    'data-field': field,
    'data-active': isActive ? true : undefined,
  } as const;
}
