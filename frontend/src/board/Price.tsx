import { memo } from 'react';
import type { Move } from '../store/price-move.ts';
import { useFlash } from './use-flash.ts';

interface PriceProps {
  readonly id: string;
  readonly field: 'bid' | 'ask' | 'last';
  readonly text: string;
  readonly move: Move;
}

const arrows = { up: '▲', down: '▼', none: '' } as const;

/** The arrow has its own place whether it shows or not, so that nothing shifts. */
export const Price = memo(function Price({ id, field, text, move }: PriceProps) {
  const flashing = useFlash(move.count);
  return (
    <span
      ref={flashing}
      id={id}
      className="cell price"
      role="gridcell"
      data-field={field}
      data-direction={move.direction}
    >
      <span className="price-figure">{text}</span>
      <span className="price-arrow" role="img" aria-label={move.direction} aria-hidden={move.direction === 'none'}>
        {arrows[move.direction]}
      </span>
    </span>
  );
});
