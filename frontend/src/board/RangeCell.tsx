import { memo } from 'react';
import { gridCell } from './grid-cell.ts';
import type { CellPlace } from './grid-cell.ts';
import tableCss from './QuoteTable.module.css';
import { join } from '../ui/join.ts';

interface RangeCellProps extends CellPlace {
  readonly low: string;
  readonly high: string;
  /** Position of the last price between low and high, in whole percent. */
  readonly percent: number;
}

export const RangeCell = memo(function RangeCell({ symbol, field, isActive, low, high, percent }: RangeCellProps) {
  return (
    <span className={join(tableCss.cell, tableCss.range)} {...gridCell({ symbol, field, isActive })}>
      <span className={tableCss.low}>{low}</span>
      <span className={tableCss.bar} role="img" aria-label={`last at ${percent} percent`}>
        <i style={{ left: `${percent}%` }} />
      </span>
      <span className={tableCss.high}>{high}</span>
    </span>
  );
});
