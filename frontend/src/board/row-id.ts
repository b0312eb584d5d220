import type { ColumnId } from './columns.ts';

export function rowId(symbol: string): string {
  return `row-${symbol}`;
}

/** A cell that another element is described by. */
export function cellId(symbol: string, column: ColumnId): string {
  return `${rowId(symbol)}-${column}`;
}
