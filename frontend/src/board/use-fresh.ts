import { useSyncExternalStore } from 'react';
import type { Session } from '../store/session.ts';

/** Re-renders only when prices change between fresh and stale. */
export function useFresh(condition: Session['condition']): boolean {
  return useSyncExternalStore(condition.subscribe, () => condition.get().fresh);
}
