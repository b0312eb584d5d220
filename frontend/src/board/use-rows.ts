import { useMemo } from 'react';
import type { Desk } from '../desk.ts';
import type { Listing } from '../store/directory.ts';
import { inOrder } from '../store/order.ts';
import { useCell } from '../store/use-cell.ts';
import { matches } from './search.ts';
import { useWatchlist } from './use-watchlist.ts';

/** The rows to show: the selected list, filtered by the search, in the chosen order. */
export function useRows({ session, ranking, settings, navigator }: Desk, query: string): readonly Listing[] {
  const listings = useCell(session.directory.listings);
  const { sort, known } = useCell(ranking.ranked);
  const list = useWatchlist(settings, navigator);
  return useMemo(() => {
    const listed = list === null ? null : new Set(list.symbols);
    const chosen = listed === null ? listings : listings.filter(({ symbol }) => listed.has(symbol));
    return inOrder(
      chosen.filter((listing) => matches(listing, query)),
      sort,
      known,
    );
  }, [listings, list, query, sort, known]);
}
