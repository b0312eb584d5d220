import { memo, useCallback, useSyncExternalStore } from 'react';
import { still } from '../store/price-move.ts';
import type { Listing } from '../store/directory.ts';
import type { Session } from '../store/session.ts';
import { Age } from './Age.tsx';
import { formatPrice, formatSize } from './format.ts';
import { Price } from './Price.tsx';
import { useFresh } from './use-fresh.ts';

interface RowProps {
  readonly session: Session;
  readonly listing: Listing;
  readonly index: number;
  readonly top: number;
}

export const Row = memo(function Row({ session, listing, index, top }: RowProps) {
  const { symbol, instrument } = listing;
  const { quotes } = session;
  const shown = useSyncExternalStore(
    useCallback((listener) => quotes.subscribe(symbol, listener), [quotes, symbol]),
    () => quotes.get(symbol),
  );
  const fresh = useFresh(session.condition);
  const stale = shown !== undefined && !(fresh && shown.vouched);
  return (
    <div
      className="row"
      role="row"
      aria-rowindex={index + 2}
      data-testid="row"
      data-symbol={symbol}
      data-seq={shown?.quote.seq}
      data-stale={stale}
      data-odd={index % 2 === 1}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className="symbol" role="rowheader">
        {symbol}
      </span>
      <span className="name" role="cell">
        <span className="name-text">{instrument?.name}</span>
        {instrument !== undefined && instrument.source !== 'live' && <span className="tag">{instrument.source}</span>}
      </span>
      {shown === undefined ? (
        <Unquoted />
      ) : (
        <Quoted session={session} shown={shown} stale={stale} tickSize={instrument?.tickSize} />
      )}
    </div>
  );
});

interface QuotedProps {
  readonly session: Session;
  readonly shown: NonNullable<ReturnType<Session['quotes']['get']>>;
  readonly stale: boolean;
  readonly tickSize: string | undefined;
}

function Quoted({ session, shown, stale, tickSize }: QuotedProps) {
  const { quote, moves } = shown;
  return (
    <>
      <span className="size" role="cell">
        {formatSize(quote.bidSize)}
      </span>
      <Price field="bid" text={formatPrice(quote.bid, tickSize)} move={moves.bid} />
      <Price field="ask" text={formatPrice(quote.ask, tickSize)} move={moves.ask} />
      <span className="size" role="cell">
        {formatSize(quote.askSize)}
      </span>
      <Price field="last" text={formatPrice(quote.last, tickSize)} move={moves.last} />
      <Age time={session.time} published={quote.published} stale={stale} />
    </>
  );
}

function Unquoted() {
  return (
    <>
      <span className="size" role="cell" />
      <Price field="bid" text="–" move={still} />
      <Price field="ask" text="–" move={still} />
      <span className="size" role="cell" />
      <Price field="last" text="–" move={still} />
      <span className="age" role="cell" />
    </>
  );
}
