import type { SessionTotals } from './store/account.ts';
import type { Session } from './store/session.ts';

/** What tests and the browser's console can read. */
interface Diagnostics {
  totals(): SessionTotals;
  /** The subscribed symbols. */
  subscribed(): readonly string[];
}

declare global {
  interface Window {
    readonly quotebridge: Diagnostics;
  }
}

export function exposeDiagnostics(session: Session): void {
  const diagnostics: Diagnostics = Object.freeze({
    totals: () => session.totals(),
    subscribed: () => session.subscribed,
  });
  Object.defineProperty(window, 'quotebridge', { value: diagnostics });
}
