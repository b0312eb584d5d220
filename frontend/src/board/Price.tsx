import { memo } from 'react';
import { gridCell } from './grid-cell.ts';
import type { CellPlace } from './grid-cell.ts';
import type { Move } from '../store/price-move.ts';
import { useFlash } from './use-flash.ts';
import tableCss from './QuoteTable.module.css';
import { join } from '../ui/join.ts';

interface PriceProps extends CellPlace {
  readonly text: string;
  readonly move: Move;
}

const arrows = { up: '▲', down: '▼', none: '' } as const;

/** Space for the arrow is always reserved, so that nothing shifts. */
export const Price = memo(function Price({ symbol, field, isActive, text, move }: PriceProps) {
  const flashing = useFlash(move.count);
  return (
    <span
      ref={flashing}
      className={join(tableCss.cell, tableCss.price)}
      data-direction={move.direction}
      {...gridCell({ symbol, field, isActive })}
    >
      <span className={tableCss.figure} data-testid="price-figure">
        {text}
      </span>
      <span className={tableCss.move} role="img" aria-label={move.direction} aria-hidden={move.direction === 'none'}>
        {arrows[move.direction]}
      </span>
    </span>
  );
});
