import { useCallback, useEffect, useMemo } from 'react';
import type { Desk } from '../desk.ts';
import { toggle } from '../prefs/watchlists.ts';
import { useCell } from '../store/use-cell.ts';

/** The list that the first star creates. */
const FIRST_LIST = 'Watchlist';

/** The list that the stars refer to: the one that is shown, or was shown last. */
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
