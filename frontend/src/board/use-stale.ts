import { useCallback, useSyncExternalStore } from 'react';
import type { BoardSession } from '../desk.ts';
import { useFresh } from './use-fresh.ts';

/** Whether what is known of a symbol is too old to trust. Renders again only when that changes, not with each quote. */
export function useStale({ condition, quotes }: BoardSession, symbol: string): boolean {
  const fresh = useFresh(condition);
  const vouched = useSyncExternalStore(
    useCallback((listener) => quotes.subscribe(symbol, listener), [quotes, symbol]),
    () => quotes.get(symbol)?.vouched !== false,
  );
  return !(fresh && vouched);
}
