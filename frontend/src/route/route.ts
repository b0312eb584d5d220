import { isSymbol } from '@quotebridge/contracts/wire';
import { COLUMN_IDS, COLUMNS } from '../board/columns.ts';
import { readName, readSymbols } from '../prefs/watchlists.ts';
import { BY_SYMBOL } from '../store/order.ts';
import type { Sort } from '../store/order.ts';
import type { Watchlist } from '../prefs/watchlists.ts';

/** Where on the board somebody is: it stands in the address behind the `#`, so that it can be sent and gone back from. */
export interface Route {
  /** The instrument that is looked at in detail. */
  readonly symbol: string | null;
  /** The name of the list that is shown; `null` is all instruments. */
  readonly list: string | null;
  /** What is in it, in an address that was shared. */
  readonly shared: Watchlist | null;
  /** What is searched for; nothing when it is empty. */
  readonly query: string;
  readonly sort: Sort;
}

export const HOME: Route = { symbol: null, list: null, shared: null, query: '', sort: BY_SYMBOL };

/** No symbol or name is longer. */
const MAX_QUERY = 64;

export function parseRoute(hash: string): Route {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const symbol = fields.get('symbol');
  const list = readName(fields.get('list') ?? '');
  const symbols = fields.get('symbols');
  return {
    symbol: isSymbol(symbol) ? symbol : null,
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
  // Commas are allowed there, and easier to read.
  const text = fields.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `#${text}`;
}

/** Such as `name`, or `-last` for the greatest first. */
function readSort(text: string | null): Sort {
  const column = COLUMN_IDS.find((id) => id === text?.replace(/^-/, ''));
  if (column === undefined || !COLUMNS[column].isSortable) return BY_SYMBOL;
  return { column, descending: text?.startsWith('-') === true };
}
