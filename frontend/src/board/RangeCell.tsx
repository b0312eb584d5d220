import { memo } from 'react';
import { gridCell } from './grid-cell.ts';
import type { CellPlace } from './grid-cell.ts';

interface RangeCellProps extends CellPlace {
  readonly low: string;
  readonly high: string;
  /** Where the last price stands between them, in whole percent. */
  readonly percent: number;
}

export const RangeCell = memo(function RangeCell({ symbol, field, isActive, low, high, percent }: RangeCellProps) {
  return (
    <span className="cell range" {...gridCell({ symbol, field, isActive })}>
      <span className="range-low">{low}</span>
      <span className="range-bar" role="img" aria-label={`last at ${percent} percent`}>
        <i style={{ left: `${percent}%` }} />
      </span>
      <span className="range-high">{high}</span>
    </span>
  );
});
