import { isSymbol } from '@quotebridge/contracts/wire';
import { readName, readSymbols } from '../prefs/watchlists.ts';
import type { Watchlist } from '../prefs/watchlists.ts';

/** Where on the board somebody is: it stands in the address behind the `#`, so that it can be sent and gone back from. */
export interface Route {
  /** The instrument that is looked at in detail. */
  readonly symbol: string | null;
  /** The name of the list that is shown; `null` is all instruments. */
  readonly list: string | null;
  /** What is in it, in an address that was shared. */
  readonly shared: Watchlist | null;
}

export const HOME: Route = { symbol: null, list: null, shared: null };

export function parseRoute(hash: string): Route {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const symbol = fields.get('symbol');
  const list = readName(fields.get('list') ?? '');
  const symbols = fields.get('symbols');
  return {
    symbol: isSymbol(symbol) ? symbol : null,
    list,
    shared: list === null || symbols === null ? null : { name: list, symbols: readSymbols(symbols.split(',')) },
  };
}

export function formatRoute({ symbol, list, shared }: Route): string {
  const fields = new URLSearchParams();
  if (list !== null) fields.set('list', list);
  if (shared !== null) fields.set('symbols', shared.symbols.join(','));
  if (symbol !== null) fields.set('symbol', symbol);
  // Commas are allowed there, and easier to read.
  const text = fields.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `#${text}`;
}
