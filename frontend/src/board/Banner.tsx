import type { Session } from '../store/session.ts';
import { useCell } from '../store/use-cell.ts';
import { announce } from './announcement.ts';
import type { Tone } from './announcement.ts';
import './banner.css';

const mark: Record<Tone, string> = {
  waiting: '○',
  live: '●',
  conflating: '◉',
  filling: '◍',
  moving: '⇄',
  stale: '■',
  reconnecting: '◐',
  'cut-off': '✕',
};

export function Banner({ condition }: { readonly condition: Session['condition'] }) {
  const { tone, headline, detail, spoken } = announce(useCell(condition));
  return (
    <header className="banner" data-tone={tone} data-testid="banner">
      <h1 className="banner-name">Quotebridge</h1>
      <p className="banner-state" aria-hidden="true">
        <span className="banner-mark">{mark[tone]}</span>
        <strong>{headline}</strong>
        {detail !== '' && <span className="banner-detail">{detail}</span>}
      </p>
      <p className="sr-only" role="status" aria-atomic="true" data-testid="spoken">
        {spoken}
      </p>
    </header>
  );
}
