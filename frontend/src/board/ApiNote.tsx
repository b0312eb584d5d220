import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import ui from '../ui/ui.module.css';

/** One note that explains why the day's figures are missing or frozen. */
export function ApiNote({ desk: { session, trends } }: { readonly desk: Desk }) {
  const failing = useCell(trends.failing);
  const listed = useCell(session.instruments.listed);
  const isEmpty = useCell(session.directory.listings).length === 0;
  return (
    <p className={ui.note} role="status" data-testid="api-note">
      {(failing || listed === 'failed') && !isEmpty && 'API unavailable: changes and ranges are missing'}
    </p>
  );
}
