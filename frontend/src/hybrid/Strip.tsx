import type { ReactNode } from 'react';
import { formatCount } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import ui from '../ui/ui.module.css';
import type { StripView, ViewTone } from './account-view.ts';
import { CableButton } from './CableButton.tsx';
import { Receipt } from './Receipt.tsx';
import { formatRate, linkText, siteLabel, TONE_MARKS, TONE_TEXTS } from './strip-text.ts';
import stripCss from './Strip.module.css';
import { useAccountView } from './use-account-view.ts';

/** Both sites, the link between them and this page, from where quotes are published to where they are shown. */
export function Strip({ desk }: { readonly desk: Desk }) {
  const { strip } = useAccountView(desk);
  const { origin, link, mirror, clients, you } = strip;
  return (
    <section className={stripCss.strip} aria-label="Sites and link" data-testid="strip">
      <ol className={stripCss.path}>
        {origin !== null && (
          <Place id="origin" tone={origin.tone} name={siteLabel(origin.name)}>
            <span className={stripCss.fact}>
              <span className={stripCss.minor}>feed </span>
              {formatRate(origin.rate)}
            </span>
            {origin.held > 0 && (
              <strong className={stripCss.held} data-testid="strip-held">
                held {formatCount(origin.held)}
              </strong>
            )}
          </Place>
        )}
        <li className={stripCss.link} data-tone={link.tone} data-link={link.state} data-testid="strip-link">
          <span className={ui.srOnly}>The link {TONE_TEXTS[link.tone]}: </span>
          <span className={stripCss.fact}>{linkText(link)}</span>
          {link.isOperable && <CableButton operator={desk.operator} state={link.state} />}
        </li>
        <Place id="mirror" tone={mirror.tone} name={siteLabel(mirror.name)}>
          <span className={stripCss.fact}>{mirrorText(mirror)}</span>
        </Place>
        <li className={stripCss.link} data-tone={you.tone} data-end="gateway" data-testid="strip-gateway">
          <span className={stripCss.fact}>{gatewayText(clients)}</span>
        </li>
        <Place id="you" tone={you.tone} name="you">
          <span className={stripCss.fact}>{formatRate(you.rate)}</span>
        </Place>
      </ol>
      <Receipt receipt={strip.receipt} note={noteOn(strip)} />
    </section>
  );
}

interface PlaceProps {
  readonly id: string;
  readonly tone: ViewTone;
  readonly name: string;
  readonly children: ReactNode;
}

function Place({ id, tone, name, children }: PlaceProps) {
  return (
    <li className={stripCss.place} data-tone={tone} data-place={id} data-testid={`strip-${id}`}>
      <span className={stripCss.mark} aria-hidden="true">
        {TONE_MARKS[tone]}
      </span>
      <span className={stripCss.name}>{name}</span>
      <span className={ui.srOnly}> {TONE_TEXTS[tone]}: </span>
      {children}
    </li>
  );
}

function mirrorText({ awaited, tone, rate }: StripView['mirror']): string {
  if (awaited > 0) return `${formatCount(awaited)} to come`;
  return tone === 'good' && rate !== null ? `${formatRate(rate)}, lag 0` : '';
}

function gatewayText(clients: number | null): string {
  if (clients === null) return 'gateway';
  return `gateway, ${formatCount(clients)} ${clients === 1 ? 'client' : 'clients'}`;
}

/** During a cut, how anything of the other site can be known. */
function noteOn({ origin, link }: StripView): string | null {
  if (origin === null) return 'without a console, the other site is not visible from here';
  if (link.state === 'up') return null;
  return `${siteLabel(origin.name)} as seen there, not through the cable`;
}
