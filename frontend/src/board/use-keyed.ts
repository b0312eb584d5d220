import { useCallback, useSyncExternalStore } from 'react';

/** A store with listeners for each symbol. */
interface Keyed<T> {
  get(symbol: string): T | undefined;
  subscribe(symbol: string, listener: () => void): () => void;
}

export function useKeyed<T>(store: Keyed<T>, symbol: string): T | undefined {
  return useSyncExternalStore(
    useCallback((listener) => store.subscribe(symbol, listener), [store, symbol]),
    () => store.get(symbol),
  );
}
