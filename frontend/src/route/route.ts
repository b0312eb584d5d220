import { symbolOf } from '@quotebridge/contracts/wire';
import { COLUMN_IDS, COLUMNS } from '../board/columns.ts';
import { readName, readSymbols } from '../prefs/watchlists.ts';
import { BY_SYMBOL } from '../store/order.ts';
import type { Sort } from '../store/order.ts';
import type { Watchlist } from '../prefs/watchlists.ts';

/** The state of the board that is kept in the address's fragment, for sharing and for the browser's history. */
export interface Route {
  /** The instrument whose details are shown. */
  readonly symbol: string | null;
  /** The name of the list that is shown; `null` for all instruments. */
  readonly list: string | null;
  /** The list's contents, in a shared link. */
  readonly shared: Watchlist | null;
  /** The search text; empty for no search. */
  readonly query: string;
  readonly sort: Sort;
}

export const HOME: Route = { symbol: null, list: null, shared: null, query: '', sort: BY_SYMBOL };

/** Longer than any symbol or name. */
const MAX_QUERY = 64;

export function parseRoute(hash: string): Route {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const symbol = fields.get('symbol');
  const list = readName(fields.get('list') ?? '');
  const symbols = fields.get('symbols');
  return {
    symbol: symbol === null ? null : symbolOf(symbol),
    list,
    shared: list === null || symbols === null ? null : { name: list, symbols: readSymbols(symbols.split(',')) },
    query: (fields.get('q') ?? '').slice(0, MAX_QUERY),
    sort: readSort(fields.get('sort')),
  };
}

export function formatRoute({ symbol, list, shared, query, sort }: Route): string {
  const fields = new URLSearchParams();
  if (list !== null) fields.set('list', list);
  if (shared !== null) fields.set('symbols', shared.symbols.join(','));
  if (query !== '') fields.set('q', query);
  if (sort.column !== BY_SYMBOL.column || sort.descending)
    fields.set('sort', `${sort.descending ? '-' : ''}${sort.column}`);
  if (symbol !== null) fields.set('symbol', symbol);
  // Commas need no encoding in a fragment, and are easier to read.
  const text = fields.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `#${text}`;
}

/** For example `name`, or `-last` for descending order. */
function readSort(text: string | null): Sort {
  const column = COLUMN_IDS.find((id) => id === text?.replace(/^-/, ''));
  if (column === undefined || !COLUMNS[column].isSortable) return BY_SYMBOL;
  return { column, descending: text?.startsWith('-') === true };
}
