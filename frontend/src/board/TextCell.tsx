import { memo } from 'react';
import { gridCell } from './grid-cell.ts';
import type { CellPlace } from './grid-cell.ts';
import tableCss from './QuoteTable.module.css';
import { join } from '../ui/join.ts';
import ui from '../ui/ui.module.css';

interface TextCellProps extends CellPlace {
  readonly text: string;
  readonly tone?: 'plain' | 'soft' | 'up' | 'down';
}

/** A figure whose only decoration is a colour; its sign carries the same information. */
export const TextCell = memo(function TextCell({ symbol, field, isActive, text, tone = 'plain' }: TextCellProps) {
  return (
    <span
      className={join(tableCss.cell, tone === 'plain' ? undefined : ui[tone])}
      data-tone={tone}
      data-align="end"
      {...gridCell({ symbol, field, isActive })}
    >
      {text}
    </span>
  );
});
