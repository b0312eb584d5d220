import type { Quote } from '@quotebridge/contracts/wire';
import type { ColumnId } from '../board/columns.ts';
import { changeSince } from '../trends/day.ts';
import type { Listing } from './directory.ts';

export interface Sort {
  readonly column: ColumnId;
  readonly descending: boolean;
}

export const BY_SYMBOL: Sort = { column: 'symbol', descending: false };

/** The values by which rows are sorted. */
export interface Known {
  readonly quote: Quote | undefined;
  /** Price of the day's first trade. */
  readonly open: number | undefined;
}

/** True for a column whose order does not depend on quotes. */
export function isSteady({ column }: Sort): boolean {
  return column === 'symbol' || column === 'name';
}

export function needsOpen({ column }: Sort): boolean {
  return column === 'change' || column === 'changePercent';
}

/** The sort order after a click on a column: names ascending first, figures descending, a second click reverses. */
export function nextSort(sort: Sort, column: ColumnId): Sort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column !== 'symbol' && column !== 'name' };
}

/** Sorts rows by the known values: equal ones by symbol, unknown ones last. */
export function inOrder(
  listings: readonly Listing[],
  sort: Sort,
  known: (symbol: string) => Known,
): readonly Listing[] {
  const sign = sort.descending ? -1 : 1;
  if (isSteady(sort)) {
    const textOf = (listing: Listing) =>
      sort.column === 'name' ? (listing.instrument?.name ?? listing.symbol) : listing.symbol;
    return listings.toSorted((a, b) => sign * (textOf(a) < textOf(b) ? -1 : 1));
  }
  const values = new Map(listings.map(({ symbol }) => [symbol, valueOf(sort.column, known(symbol))]));
  return listings.toSorted((a, b) => {
    const [x, y] = [values.get(a.symbol) ?? null, values.get(b.symbol) ?? null];
    if (x === y) return a.symbol < b.symbol ? -1 : 1;
    if (x === null) return 1;
    return y === null ? -1 : sign * (x - y);
  });
}

function valueOf(column: ColumnId, { quote, open }: Known): number | null {
  if (quote === undefined) return null;
  switch (column) {
    case 'bid':
    case 'ask':
    case 'last':
      return Number(quote[column]);
    case 'bidSize':
    case 'askSize':
      return quote[column];
    case 'spread':
      return Number(quote.ask) - Number(quote.bid);
    case 'change':
      return open === undefined ? null : changeSince(open, Number(quote.last)).change;
    case 'changePercent':
      return open === undefined ? null : changeSince(open, Number(quote.last)).part;
    case 'age':
      return -quote.published;
    default:
      return null;
  }
}
