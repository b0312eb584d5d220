import { useCallback, useSyncExternalStore } from 'react';
import type { BoardSession } from '../desk.ts';
import { useFresh } from './use-fresh.ts';

/** Whether a symbol's price is stale. Re-renders only when that changes, not with every quote. */
export function useStale({ condition, quotes }: BoardSession, symbol: string): boolean {
  const fresh = useFresh(condition);
  const confirmed = useSyncExternalStore(
    useCallback((listener) => quotes.subscribe(symbol, listener), [quotes, symbol]),
    () => quotes.get(symbol)?.confirmed !== false,
  );
  return !(fresh && confirmed);
}
