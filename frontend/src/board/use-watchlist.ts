import { useMemo } from 'react';
import type { Settings } from '../prefs/settings.ts';
import type { Watchlist } from '../prefs/watchlists.ts';
import type { Navigator } from '../route/navigator.ts';
import { useCell } from '../store/use-cell.ts';

/** The list that is shown; `null` for all instruments. A shared list from the address takes precedence over a saved one of that name. */
export function useWatchlist(settings: Settings, navigator: Navigator): Watchlist | null {
  const { list, shared } = useCell(navigator.route);
  const lists = useCell(settings.watchlists);
  return useMemo(() => {
    if (list === null) return null;
    return shared ?? lists.find(({ name }) => name === list) ?? { name: list, symbols: [] };
  }, [list, shared, lists]);
}
