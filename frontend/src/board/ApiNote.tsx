import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import ui from '../ui/ui.module.css';

/** Says once why the figures of the day are missing, or stand still. */
export function ApiNote({ desk: { session, trends } }: { readonly desk: Desk }) {
  const failing = useCell(trends.failing);
  const listed = useCell(session.instruments.listed);
  const isEmpty = useCell(session.directory.listings).length === 0;
  return (
    <p className={ui.note} role="status" data-testid="api-note">
      {(failing || listed === 'failed') && !isEmpty && 'The API does not answer: changes and ranges are missing'}
    </p>
  );
}
