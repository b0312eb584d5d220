import type { Watchlist } from '../prefs/watchlists.ts';
import type { Listed } from '../store/instrument-loader.ts';
import { formatCount } from './format.ts';

/** So many symbols stand for the rest of a list. */
const NAMED = 8;

interface Emptiness {
  readonly listed: Listed;
  readonly list: Watchlist | null;
  readonly query: string;
}

export function emptyText({ listed, list, query }: Emptiness): { readonly headline: string; readonly detail: string } {
  if (listed === 'asking') return { headline: 'Reading the list of instruments', detail: '' };
  if (listed === 'failed') {
    return {
      headline: 'The list of instruments cannot be read',
      detail: 'The API does not answer. It is asked again; rows appear as soon as anything is quoted.',
    };
  }
  if (query.trim() !== '') {
    return {
      headline: `Nothing matches “${query.trim()}”`,
      detail: 'Symbols and names are searched. Esc clears the search.',
    };
  }
  if (list !== null && list.symbols.length > 0) {
    const of = list.symbols.length === 1 ? 'The symbol' : `None of the ${formatCount(list.symbols.length)} symbols`;
    return {
      headline: `${of} of “${list.name}” is ${list.symbols.length === 1 ? 'not ' : ''}listed here`,
      detail: list.symbols.slice(0, NAMED).join(', ') + (list.symbols.length > NAMED ? ' …' : ''),
    };
  }
  if (list !== null) {
    return {
      headline: `“${list.name}” is empty`,
      detail: 'Under All, a star beside a symbol, or the key s on its row, puts it here.',
    };
  }
  return { headline: 'No instruments yet', detail: 'The feed has listed none. They appear here as soon as it does.' };
}
