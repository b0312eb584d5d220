import type { Session } from '../store/session.ts';
import { useCell } from '../store/use-cell.ts';
import { formatAge } from './format.ts';

interface AgeProps {
  readonly time: Session['time'];
  readonly published: number;
}

export function Age({ time, published }: AgeProps) {
  const now = useCell(time) ?? published;
  return (
    <span className="cell soft" role="gridcell" data-align="end" data-field="age">
      {formatAge(Math.max(0, now - published))}
    </span>
  );
}
