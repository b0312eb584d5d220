import { useCallback, useEffect, useMemo } from 'react';
import type { Desk } from '../desk.ts';
import { toggle } from '../prefs/watchlists.ts';
import { useCell } from '../store/use-cell.ts';

/** Where stars go while all instruments are shown and there is no list yet. */
const FIRST_LIST = 'Watchlist';

/** What the stars of the rows mean: the list that is shown, or was last. */
export function useStar({ settings, navigator }: Desk) {
  const lists = useCell(settings.watchlists);
  const last = useCell(settings.starred);
  const { list, shared } = useCell(navigator.route);
  const shown = shared === null ? list : null;
  useEffect(() => {
    if (shown !== null) settings.starred.set(shown);
  }, [settings, shown]);
  const name = shown ?? last ?? lists[0]?.name ?? FIRST_LIST;
  const starred = useMemo(() => new Set(lists.find((other) => other.name === name)?.symbols), [lists, name]);
  const star = useCallback(
    (symbol: string) => settings.watchlists.set(toggle(settings.watchlists.get(), name, symbol)),
    [settings, name],
  );
  return { name, starred, star };
}
