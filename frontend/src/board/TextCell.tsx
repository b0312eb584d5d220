import { memo } from 'react';
import type { ColumnId } from './columns.ts';

interface TextCellProps {
  readonly field: ColumnId;
  readonly text: string;
  readonly tone?: 'plain' | 'soft' | 'up' | 'down';
}

/** Figures that need no more than a colour; a sign in the text says the same without it. */
export const TextCell = memo(function TextCell({ field, text, tone = 'plain' }: TextCellProps) {
  return (
    <span className={`cell ${tone}`} role="gridcell" data-align="end" data-field={field}>
      {text}
    </span>
  );
});
