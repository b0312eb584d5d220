import { useQuery } from '@tanstack/react-query';
import type { Details } from '../api.ts';
import { formatSize, formatTime } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { detailsQuery } from '../queries.ts';
import { hoursText } from './reference-data.ts';
import detailCss from './Detail.module.css';
import ui from '../ui/ui.module.css';
import { join } from '../ui/join.ts';

interface ReferenceDataProps {
  readonly desk: Desk;
  readonly symbol: string;
}

/** What the reference data on-prem have of an instrument. They stay on the screen, marked stale, while they cannot be reached. */
export function ReferenceData({ desk: { api, queries }, symbol }: ReferenceDataProps) {
  const { data, failureCount, isError } = useQuery(detailsQuery(api, symbol), queries);
  const isStale = data !== undefined && (data.stale || failureCount > 0);
  return (
    <section className={detailCss.part} aria-label="Reference data" data-testid="reference-data" data-stale={isStale}>
      <div className={detailCss.partHead}>
        <h3>Reference data</h3>
        {isStale && <span className={detailCss.stale}>stale, as of {formatTime(data.asOf)}</span>}
        {data?.source === 'demo' && <span className={ui.soft}>invented for the demo</span>}
      </div>
      {data === undefined || isError ? (
        <p className={join(ui.note, detailCss.note)}>
          {isError
            ? 'There are none for this instrument.'
            : failureCount > 0
              ? 'They cannot be reached, and there is no earlier copy.'
              : 'Loading'}
        </p>
      ) : (
        <Fields details={data} />
      )}
    </section>
  );
}

function Fields({ details }: { readonly details: Details }) {
  const { lotSize, currency, tickSize, tradingHours, corporateActions } = details;
  return (
    <dl className={detailCss.fields}>
      <dt>Lot size</dt>
      <dd>{formatSize(lotSize)}</dd>
      <dt>Currency, tick</dt>
      <dd>
        {currency}, {tickSize}
      </dd>
      <dt>Trading hours</dt>
      <dd>{hoursText(tradingHours)}</dd>
      <dt>Corporate actions</dt>
      <dd>
        {corporateActions.length === 0 ? (
          'none'
        ) : (
          <ul>
            {corporateActions.map(({ type, exDate, text }) => (
              <li key={`${exDate} ${type} ${text}`}>
                {exDate} {type}: {text}
              </li>
            ))}
          </ul>
        )}
      </dd>
    </dl>
  );
}
