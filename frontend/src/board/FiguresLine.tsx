import type { ReactNode } from 'react';
import type { Session } from '../store/session.ts';
import { useCell } from '../store/use-cell.ts';
import { formatBytes, formatCount } from './format.ts';
import figuresCss from './FiguresLine.module.css';

export function FiguresLine({ figures }: { readonly figures: Session['figures'] }) {
  const { symbols, subscribed, savings, totals, status } = useCell(figures);
  return (
    <footer>
      <dl className={figuresCss.figures}>
        <Figure name="symbols">{formatCount(symbols)}</Figure>
        <Figure name="subscribed">{formatCount(subscribed)}</Figure>
        <Figure name="quotes/s">{formatCount(savings.deliveriesPerSecond)}</Figure>
        <Figure name="bytes/s">{formatBytes(savings.bytesPerSecond)}</Figure>
        <Figure name="conflated">{formatCount(totals.conflated)}</Figure>
        <Figure name="missing" alarming={totals.missing > 0}>
          {formatCount(totals.missing)}
        </Figure>
        {totals.unsettled > 0 && (
          <Figure name="unsettled" alarming>
            {formatCount(totals.unsettled)}
          </Figure>
        )}
        <Figure name="duplicates" alarming={totals.duplicates > 0}>
          {formatCount(totals.duplicates)}
        </Figure>
        <Figure name="out of order" alarming={totals.outOfOrder > 0}>
          {formatCount(totals.outOfOrder)}
        </Figure>
        <Figure name="link" alarming={status?.link === 'down'}>
          {status?.link ?? '–'}
        </Figure>
      </dl>
    </footer>
  );
}

interface FigureProps {
  readonly name: string;
  readonly alarming?: boolean;
  readonly children: ReactNode;
}

function Figure({ name, alarming = false, children }: FigureProps) {
  return (
    <div className={figuresCss.figure} data-alarming={alarming} data-testid={`figure-${name.replaceAll(/\W/g, '-')}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
