import type { Watchlist } from '../prefs/watchlists.ts';
import type { Listed } from '../store/instrument-loader.ts';
import { formatCount } from './format.ts';

/** At most this many symbols of a list are named. */
const NAMED = 8;

interface Emptiness {
  readonly listed: Listed;
  readonly list: Watchlist | null;
  readonly query: string;
}

export function emptyText({ listed, list, query }: Emptiness): { readonly headline: string; readonly detail: string } {
  if (listed === 'asking') return { headline: 'Loading instruments', detail: '' };
  if (listed === 'failed') {
    return {
      headline: 'Instruments cannot be loaded',
      detail: 'API unavailable, retrying. Rows appear as soon as there are quotes.',
    };
  }
  if (query.trim() !== '') {
    return {
      headline: `Nothing matches “${query.trim()}”`,
      detail: 'The search covers symbols and names. Press Esc to clear it.',
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
      detail: 'To add symbols, click the star in a row of All, or press s on it.',
    };
  }
  return { headline: 'No instruments yet', detail: 'They appear as soon as the feed lists them.' };
}
