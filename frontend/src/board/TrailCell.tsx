import { memo, useMemo } from 'react';
import { gridCell } from './grid-cell.ts';
import type { CellPlace } from './grid-cell.ts';
import { trailPath } from '../trends/trail.ts';
import type { Trail } from '../trends/trail.ts';
import tableCss from './QuoteTable.module.css';
import { join } from '../ui/join.ts';

const WIDTH = 96;
const HEIGHT = 18;

interface TrailCellProps extends CellPlace {
  readonly trail: Trail | undefined;
}

/** A sparkline, redrawn when the trail changes: at most once a second. */
export const TrailCell = memo(function TrailCell({ symbol, field, isActive, trail }: TrailCellProps) {
  const path = useMemo(() => (trail === undefined ? '' : trailPath(trail, WIDTH, HEIGHT)), [trail]);
  const change = (trail?.at(-1)?.price ?? 0) - (trail?.[0]?.price ?? 0);
  const direction = change === 0 ? 'none' : change > 0 ? 'up' : 'down';
  return (
    <span
      className={join(tableCss.cell, tableCss.trail)}
      data-direction={direction}
      {...gridCell({ symbol, field, isActive })}
    >
      {path !== '' && (
        <svg
          viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={direction === 'none' ? 'unchanged' : direction}
        >
          <path d={path} vectorEffect="non-scaling-stroke" />
        </svg>
      )}
    </span>
  );
});
