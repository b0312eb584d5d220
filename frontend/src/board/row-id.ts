import type { ColumnId } from './columns.ts';

export function rowId(symbol: string): string {
  return `row-${symbol}`;
}

/** A cell that the keyboard can be at, or that another element is described by. */
export function cellId(symbol: string, column: ColumnId): string {
  return `${rowId(symbol)}-${column}`;
}

/** The text within the first cell that names the row. */
export function nameId(symbol: string): string {
  return `${rowId(symbol)}-itself`;
}
