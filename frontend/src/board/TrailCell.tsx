import { memo, useMemo } from 'react';
import { trailPath } from '../trends/trail.ts';
import type { Trail } from '../trends/trail.ts';

const WIDTH = 96;
const HEIGHT = 18;

/** A sparkline: drawn when the trail changes, which is once a second at most. */
export const TrailCell = memo(function TrailCell({ trail }: { readonly trail: Trail | undefined }) {
  const path = useMemo(() => (trail === undefined ? '' : trailPath(trail, WIDTH, HEIGHT)), [trail]);
  const change = (trail?.at(-1)?.price ?? 0) - (trail?.[0]?.price ?? 0);
  const direction = change === 0 ? 'none' : change > 0 ? 'up' : 'down';
  return (
    <span className="cell trail" role="gridcell" data-field="trail" data-direction={direction}>
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
