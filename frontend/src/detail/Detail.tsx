import { useEffect, useRef } from 'react';
import { tickerOf } from '@quotebridge/contracts/wire';
import { digitsOf, formatChange, formatPercent, formatPrice, formatSize } from '../board/format.ts';
import { isGridShown } from '../board/grid-focus.ts';
import { useKeyed } from '../board/use-keyed.ts';
import { useStale } from '../board/use-stale.ts';
import type { Desk } from '../desk.ts';
import { changeSince, openOf, withPrice } from '../trends/day.ts';
import { useCell } from '../store/use-cell.ts';
import { CandleChart } from './CandleChart.tsx';
import { Journey } from './Journey.tsx';
import { LatestQuotes } from './LatestQuotes.tsx';
import { ReferenceData } from './ReferenceData.tsx';
import { Snippets } from './Snippets.tsx';
import { Venues } from './Venues.tsx';
import detailCss from './Detail.module.css';
import emptyCss from '../board/EmptyTable.module.css';
import ui from '../ui/ui.module.css';
import { join } from '../ui/join.ts';

interface DetailProps {
  readonly desk: Desk;
  readonly symbol: string;
}

/** One instrument in detail, beside the table or in its place. A default export because it is loaded lazily. */
export default function Detail({ desk, symbol }: DetailProps) {
  const { session, navigator } = desk;
  const listings = useCell(session.directory.listings);
  const listed = useCell(session.instruments.listed);
  const listing = session.directory.get(symbol);
  const tickSize = listing?.instrument?.tickSize;
  const isStale = useStale(session, symbol);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    session.focus(listing === undefined ? null : symbol);
    return () => session.focus(null);
  }, [session, symbol, listing]);
  useEffect(() => {
    // Beside the table the focus stays on the grid, for the arrow keys; when the detail replaces the grid, it takes the focus.
    if (!isGridShown()) head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section className={detailCss.detail} aria-labelledby="detail-symbol" data-testid="detail" data-stale={isStale}>
      <header className={detailCss.head}>
        <div>
          <div className={detailCss.title}>
            <h2 id="detail-symbol" ref={head} tabIndex={-1}>
              {tickerOf(symbol)}
            </h2>
            {isStale && <span className={detailCss.stale}>stale</span>}
          </div>
          <p className={ui.soft}>{describe(desk, symbol)}</p>
        </div>
        <button type="button" className={ui.button} aria-label="Close" onClick={() => navigator.go({ symbol: null })}>
          ✕
        </button>
      </header>
      {listing === undefined && listed === 'listed' && listings.length > 0 ? (
        <p className={emptyCss.empty}>Unknown instrument {tickerOf(symbol)}</p>
      ) : (
        <>
          <Prices desk={desk} symbol={symbol} tickSize={tickSize} />
          {listing !== undefined && (
            <CandleChart desk={desk} symbol={symbol} digits={digitsOf(tickSize)} isStale={isStale} />
          )}
          {listing !== undefined && <ReferenceData desk={desk} symbol={symbol} />}
          {listing !== undefined && <Venues desk={desk} symbol={symbol} tickSize={tickSize} />}
          <LatestQuotes desk={desk} symbol={symbol} tickSize={tickSize} />
          <Journey desk={desk} symbol={symbol} />
          <Snippets desk={desk} symbol={symbol} />
        </>
      )}
    </section>
  );
}

function describe({ session }: Desk, symbol: string): string {
  const instrument = session.directory.get(symbol)?.instrument;
  if (instrument === undefined) return '';
  const { name, currency, tickSize, source } = instrument;
  return `${name} · ${currency} · tick ${tickSize} · ${source}`;
}

function Prices({ desk, symbol, tickSize }: DetailProps & { readonly tickSize: string | undefined }) {
  const shown = useKeyed(desk.session.quotes, symbol);
  const trend = useKeyed(desk.trends, symbol);
  if (shown === undefined) return <p className={join(detailCss.prices, ui.note)}>Waiting for the first quote</p>;
  const { quote } = shown;
  const day = withPrice(trend?.day ?? null, Number(quote.last), quote.published);
  const open = openOf(day, trend?.open ?? null, quote.published);
  const changed = open === null ? null : changeSince(open, Number(quote.last));
  return (
    <dl className={detailCss.prices}>
      <div>
        <dt>Last</dt>
        <dd className={detailCss.last}>{formatPrice(quote.last, tickSize)}</dd>
      </div>
      {changed !== null && (
        <div>
          <dt>Change today</dt>
          <dd className={changed.change === 0 ? undefined : changed.change > 0 ? ui.up : ui.down}>
            {formatChange(changed.change, tickSize)}
            {changed.part !== null && ` (${formatPercent(changed.part)})`}
          </dd>
        </div>
      )}
      <div>
        <dt>Bid</dt>
        <dd>
          {formatPrice(quote.bid, tickSize)} <span className={ui.soft}>× {formatSize(quote.bidSize)}</span>
        </dd>
      </div>
      <div>
        <dt>Ask</dt>
        <dd>
          {formatPrice(quote.ask, tickSize)} <span className={ui.soft}>× {formatSize(quote.askSize)}</span>
        </dd>
      </div>
    </dl>
  );
}
