import { memo } from 'react';
import type { Listing } from '../store/directory.ts';
import { still } from '../store/price-move.ts';
import type { Shown } from '../store/quote-store.ts';
import type { Session } from '../store/session.ts';
import { standing } from '../trends/day.ts';
import type { Trend } from '../trends/trend-book.ts';
import { Age } from './Age.tsx';
import type { ColumnId } from './columns.ts';
import { formatChange, formatPercent, formatPrice, formatSize } from './format.ts';
import { Price } from './Price.tsx';
import { RangeCell } from './RangeCell.tsx';
import { cellId } from './row-id.ts';
import { TextCell } from './TextCell.tsx';
import { TrailCell } from './TrailCell.tsx';

interface QuoteCellProps {
  readonly id: Exclude<ColumnId, 'symbol'>;
  readonly listing: Listing;
  readonly shown: Shown | undefined;
  readonly trend: Trend | undefined;
  readonly time: Session['time'];
}

/** One figure of a row. What is not known yet keeps its place empty. */
export function QuoteCell({ id, listing, shown, trend, time }: QuoteCellProps) {
  const { symbol, instrument } = listing;
  const tickSize = instrument?.tickSize;
  if (id === 'name') return <Name listing={listing} />;
  if (id === 'trail') return <TrailCell trail={trend?.trail} />;
  if (shown === undefined) {
    const isPrice = id === 'bid' || id === 'ask' || id === 'last';
    return isPrice ? (
      <Price id={cellId(symbol, id)} field={id} text="–" move={still} />
    ) : (
      <TextCell field={id} text="" />
    );
  }
  const { quote, moves } = shown;
  const day = trend?.day ?? null;
  switch (id) {
    case 'bid':
    case 'ask':
    case 'last':
      return <Price id={cellId(symbol, id)} field={id} text={formatPrice(quote[id], tickSize)} move={moves[id]} />;
    case 'bidSize':
    case 'askSize':
      return <TextCell field={id} text={formatSize(quote[id])} tone="soft" />;
    case 'spread':
      return <TextCell field={id} text={formatSpread(quote.bid, quote.ask, tickSize)} tone="soft" />;
    case 'change': {
      if (day === null) return <TextCell field={id} text="" />;
      const change = formatChange(Number(quote.last) - day.open, tickSize);
      return <TextCell field={id} text={change} tone={toneOf(change)} />;
    }
    case 'changePercent': {
      if (day === null || day.open === 0) return <TextCell field={id} text="" />;
      const part = formatPercent(Number(quote.last) / day.open - 1);
      return <TextCell field={id} text={part} tone={toneOf(part)} />;
    }
    case 'range': {
      if (day === null) return <TextCell field={id} text="" />;
      const percent = Math.round(100 * standing(day, Number(quote.last)));
      const price = (value: number) => formatPrice(String(value), tickSize);
      return <RangeCell low={price(day.low)} high={price(day.high)} percent={percent} />;
    }
    default:
      return <Age time={time} published={quote.published} />;
  }
}

const Name = memo(function Name({ listing: { instrument } }: { readonly listing: Listing }) {
  return (
    <span className="cell name" role="gridcell" data-field="name">
      <span className="name-text">{instrument?.name}</span>
      {instrument !== undefined && instrument.source !== 'live' && <span className="tag">{instrument.source}</span>}
    </span>
  );
});

/** The sign of a spread is worth seeing only when the market is crossed. */
function formatSpread(bid: string, ask: string, tickSize: string | undefined): string {
  return formatChange(Number(ask) - Number(bid), tickSize).replace('+', '');
}

/** By the sign that is shown: what is rounded to nothing has none. */
function toneOf(figure: string): 'plain' | 'up' | 'down' {
  if (figure.startsWith('+')) return 'up';
  return figure.startsWith('−') ? 'down' : 'plain';
}
