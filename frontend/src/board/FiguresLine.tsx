import type { ReactNode } from 'react';
import type { Desk } from '../desk.ts';
import type { ViewTone } from '../hybrid/account-view.ts';
import { useAccountView } from '../hybrid/use-account-view.ts';
import { useCell } from '../store/use-cell.ts';
import { formatBytes, formatCount } from './format.ts';
import figuresCss from './FiguresLine.module.css';

export function FiguresLine({ desk }: { readonly desk: Desk }) {
  const { symbols, subscribed, savings, totals } = useCell(desk.session.figures);
  const { foot } = useAccountView(desk);
  return (
    <footer>
      <dl className={figuresCss.figures}>
        <Figure name="symbols">{formatCount(symbols)}</Figure>
        <Figure name="subscribed">{formatCount(subscribed)}</Figure>
        <Figure name="quotes/s">{formatCount(savings.deliveriesPerSecond)}</Figure>
        <Figure name="bytes/s">{formatBytes(savings.bytesPerSecond)}</Figure>
        <Figure name="conflated">{formatCount(totals.conflated)}</Figure>
        <Figure name="missing" tone={foot.missingTone}>
          {formatCount(foot.missing)}
        </Figure>
        {foot.held !== null && (
          <Figure name="held" tone={foot.held > 0 ? 'warn' : 'good'}>
            {formatCount(foot.held)}
          </Figure>
        )}
        {foot.lost !== null && foot.lost > 0 && (
          <Figure name="lost" tone="bad">
            {formatCount(foot.lost)}
          </Figure>
        )}
        {totals.unsettled > 0 && (
          <Figure name="unsettled" tone="bad">
            {formatCount(totals.unsettled)}
          </Figure>
        )}
        <Figure name="duplicates" tone={totals.duplicates > 0 ? 'bad' : 'good'}>
          {formatCount(totals.duplicates)}
        </Figure>
        <Figure name="out of order" tone={totals.outOfOrder > 0 ? 'bad' : 'good'}>
          {formatCount(totals.outOfOrder)}
        </Figure>
        <Figure name="link" tone={foot.linkTone}>
          {foot.link ?? '–'}
        </Figure>
      </dl>
    </footer>
  );
}

interface FigureProps {
  readonly name: string;
  readonly tone?: ViewTone;
  readonly children: ReactNode;
}

function Figure({ name, tone = 'good', children }: FigureProps) {
  return (
    <div className={figuresCss.figure} data-tone={tone} data-testid={`figure-${name.replaceAll(/\W/g, '-')}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
