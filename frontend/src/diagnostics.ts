import type { Session, SessionTotals } from './store/session.ts';

/** What a test, or somebody with the console open, may read. */
interface Diagnostics {
  totals(): SessionTotals;
}

declare global {
  interface Window {
    readonly quotebridge: Diagnostics;
  }
}

export function exposeDiagnostics(session: Session): void {
  const diagnostics: Diagnostics = Object.freeze({ totals: () => session.totals() });
  Object.defineProperty(window, 'quotebridge', { value: diagnostics });
}
