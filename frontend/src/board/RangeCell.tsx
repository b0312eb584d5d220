import { memo } from 'react';

interface RangeCellProps {
  readonly low: string;
  readonly high: string;
  /** Where the last price stands between them, in whole percent. */
  readonly percent: number;
}

export const RangeCell = memo(function RangeCell({ low, high, percent }: RangeCellProps) {
  return (
    <span className="cell range" role="gridcell" data-field="range">
      <span className="range-low">{low}</span>
      <span className="range-bar" role="img" aria-label={`last at ${percent} percent`}>
        <i style={{ left: `${percent}%` }} />
      </span>
      <span className="range-high">{high}</span>
    </span>
  );
});
