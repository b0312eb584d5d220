import type { ColumnId } from './columns.ts';

export function rowId(symbol: string): string {
  return `row-${symbol}`;
}

/** The id of a cell, for the keyboard and for descriptions. */
export function cellId(symbol: string, column: ColumnId): string {
  return `${rowId(symbol)}-${column}`;
}

/** The id of the text in the first cell that names the row. */
export function nameId(symbol: string): string {
  return `${rowId(symbol)}-itself`;
}
