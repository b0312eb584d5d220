import type { Desk } from '../desk.ts';
import { useEffect } from 'react';
import { useCell } from '../store/use-cell.ts';
import { useAccountView } from '../hybrid/use-account-view.ts';
import { announce } from './announcement.ts';
import type { Tone } from './announcement.ts';
import bannerCss from './Banner.module.css';
import ui from '../ui/ui.module.css';

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

export function Banner({ desk }: { readonly desk: Desk }) {
  const { session } = desk;
  const { left } = useAccountView(desk);
  const { every, maxRate } = useCell(session.delivery);
  const market = {
    listed: useCell(session.instruments.listed),
    isEmpty: useCell(session.directory.listings).length === 0,
    maxRate: every ? null : maxRate,
    left,
  };
  const { tone, headline, detail, spoken } = announce(useCell(session.condition), market);
  const site = useCell(session.site);
  // Shows a problem in the tab's title while another tab is in front.
  const title = tone === 'live' || tone === 'conflating' ? 'Quotebridge' : `${mark[tone]} ${headline} – Quotebridge`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <header className={bannerCss.banner} data-tone={tone} data-testid="banner">
      <h1 className={bannerCss.name}>Quotebridge</h1>
      <p className={bannerCss.state} aria-hidden="true">
        <span className={bannerCss.mark}>{mark[tone]}</span>
        <strong>{headline}</strong>
        {detail !== '' && (
          <span className={bannerCss.detail} data-testid="banner-detail">
            {detail}
          </span>
        )}
      </p>
      {site !== null && (
        <p className={bannerCss.site} title="the site that serves this page" data-testid="site">
          <span className={bannerCss.from}>served from </span>
          {site}
        </p>
      )}
      <p className={ui.srOnly} role="status" aria-atomic="true" data-testid="spoken">
        {spoken}
      </p>
    </header>
  );
}
