import type { Session } from '../store/session.ts';
import { useCell } from '../store/use-cell.ts';
import { formatAge } from './format.ts';
import { gridCell } from './grid-cell.ts';
import type { CellPlace } from './grid-cell.ts';
import tableCss from './QuoteTable.module.css';
import ui from '../ui/ui.module.css';
import { join } from '../ui/join.ts';

interface AgeProps {
  readonly place: CellPlace;
  readonly time: Session['time'];
  readonly published: number;
}

export function Age({ place, time, published }: AgeProps) {
  const now = useCell(time) ?? published;
  return (
    <span className={join(tableCss.cell, ui.soft)} data-align="end" {...gridCell(place)}>
      {formatAge(Math.max(0, now - published))}
    </span>
  );
}
