import { useSyncExternalStore } from 'react';
import type { Session } from '../store/session.ts';

/** Renders again only when prices turn from fresh to stale or back. */
export function useFresh(condition: Session['condition']): boolean {
  return useSyncExternalStore(condition.subscribe, () => condition.get().fresh);
}
