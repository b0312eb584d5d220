import type { Session } from '../store/session.ts';
import { useCell } from '../store/use-cell.ts';
import { formatAge } from './format.ts';

interface AgeProps {
  readonly time: Session['time'];
  readonly published: number;
  readonly stale: boolean;
}

export function Age({ time, published, stale }: AgeProps) {
  const now = useCell(time) ?? published;
  return (
    <span className="age" role="cell">
      {stale && <span className="tag stale-tag">stale</span>}
      {formatAge(Math.max(0, now - published))}
    </span>
  );
}
