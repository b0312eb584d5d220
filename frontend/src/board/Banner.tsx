import type { Session } from '../store/session.ts';
import { useCell } from '../store/use-cell.ts';
import { announce } from './announcement.ts';
import type { Tone } from './announcement.ts';
import './banner.css';

const mark: Record<Tone, string> = { waiting: '○', live: '●', stale: '■', reconnecting: '◐' };

export function Banner({ condition }: { readonly condition: Session['condition'] }) {
  const { tone, headline, detail } = announce(useCell(condition));
  return (
    <header className="banner" data-tone={tone} data-testid="banner">
      <h1 className="banner-name">Quotebridge</h1>
      <p className="banner-state" role="status" aria-atomic="true">
        <span className="banner-mark" aria-hidden="true">
          {mark[tone]}
        </span>
        <strong>{headline}</strong>
        {detail !== '' && <span className="banner-detail">{detail}</span>}
      </p>
    </header>
  );
}
