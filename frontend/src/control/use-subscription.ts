import { useEffect } from 'react';
import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';

/** As many as a board shows at once. */
const MOST = 20;

/** Subscribes the page to some instruments when the board has not: its ledger counts what arrives. */
export function useSubscription({ session }: Pick<Desk, 'session'>): void {
  const listings = useCell(session.directory.listings);
  useEffect(() => {
    if (session.subscribed.length === 0 && listings.length > 0) {
      session.show(listings.slice(0, MOST).map(({ symbol }) => symbol));
    }
  }, [session, listings]);
}
