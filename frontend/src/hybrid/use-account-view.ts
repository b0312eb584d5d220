import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import { accountView } from './account-view.ts';
import type { AccountView } from './account-view.ts';

/** What strip, banner and foot show: all of them from the same three values. */
export function useAccountView({ session, hybrid }: Pick<Desk, 'session' | 'hybrid'>): AccountView {
  return accountView(useCell(session.condition), useCell(session.figures), useCell(hybrid.state));
}
