import { memo } from 'react';
import type { Listing } from '../store/directory.ts';
import { still } from '../store/price-move.ts';
import type { Shown } from '../store/quote-store.ts';
import type { Session } from '../store/session.ts';
import { changeSince, openOf, standing, withPrice } from '../trends/day.ts';
import type { Trend } from '../trends/trend-book.ts';
import { Age } from './Age.tsx';
import type { ColumnId } from './columns.ts';
import { gridCell } from './grid-cell.ts';
import type { CellPlace } from './grid-cell.ts';
import { formatChange, formatPercent, formatPrice, formatSize } from './format.ts';
import { Price } from './Price.tsx';
import { RangeCell } from './RangeCell.tsx';
import { TextCell } from './TextCell.tsx';
import { TrailCell } from './TrailCell.tsx';
import tableCss from './QuoteTable.module.css';
import { join } from '../ui/join.ts';

interface QuoteCellProps {
  readonly id: Exclude<ColumnId, 'symbol'>;
  readonly isActive: boolean;
  readonly listing: Listing;
  readonly shown: Shown | undefined;
  readonly trend: Trend | undefined;
  readonly time: Session['time'];
}

/** One figure of a row; empty while unknown. */
export function QuoteCell({ id, isActive, listing, shown, trend, time }: QuoteCellProps) {
  const { symbol, instrument } = listing;
  const tickSize = instrument?.tickSize;
  const place = { symbol, field: id, isActive };
  if (id === 'name') return <Name {...place} instrument={instrument} />;
  if (id === 'trail') return <TrailCell {...place} trail={trend?.trail} />;
  if (shown === undefined) {
    const isPrice = id === 'bid' || id === 'ask' || id === 'last';
    return isPrice ? <Price {...place} text="–" move={still} /> : <TextCell {...place} text="" />;
  }
  const { quote, moves } = shown;
  // The day is published once a second and the price in every frame: widen the range so that it always contains the price.
  const day = withPrice(trend?.day ?? null, Number(quote.last), quote.published);
  const open = openOf(day, trend?.open ?? null, quote.published);
  switch (id) {
    case 'bid':
    case 'ask':
    case 'last':
      return <Price {...place} text={formatPrice(quote[id], tickSize)} move={moves[id]} />;
    case 'bidSize':
    case 'askSize':
      return <TextCell {...place} text={formatSize(quote[id])} tone="soft" />;
    case 'spread':
      return <TextCell {...place} text={formatSpread(quote.bid, quote.ask, tickSize)} tone="soft" />;
    case 'change': {
      const change = open === null ? '' : formatChange(changeSince(open, Number(quote.last)).change, tickSize);
      return <TextCell {...place} text={change} tone={toneOf(change)} />;
    }
    case 'changePercent': {
      const part = open === null ? null : changeSince(open, Number(quote.last)).part;
      const percent = part === null ? '' : formatPercent(part);
      return <TextCell {...place} text={percent} tone={toneOf(percent)} />;
    }
    case 'range': {
      if (day === null) return <TextCell {...place} text="" />;
      const percent = Math.round(100 * standing(day, Number(quote.last)));
      const price = (value: number) => formatPrice(String(value), tickSize);
      return <RangeCell {...place} low={price(day.low)} high={price(day.high)} percent={percent} />;
    }
    default:
      return <Age place={place} time={time} published={quote.published} />;
  }
}

interface NameProps extends CellPlace {
  readonly instrument: Listing['instrument'];
}

const Name = memo(function Name({ symbol, field, isActive, instrument }: NameProps) {
  return (
    <span className={join(tableCss.cell, tableCss.name)} {...gridCell({ symbol, field, isActive })}>
      <span className={tableCss.nameText}>{instrument?.name}</span>
      {instrument !== undefined && instrument.source !== 'live' && (
        <span className={tableCss.tag}>{instrument.source}</span>
      )}
    </span>
  );
});

/** A spread shows a sign only when the market is crossed. */
function formatSpread(bid: string, ask: string, tickSize: string | undefined): string {
  return formatChange(Number(ask) - Number(bid), tickSize).replace('+', '');
}

/** Follows the sign as displayed: a change that rounds to zero has none. */
function toneOf(figure: string): 'plain' | 'up' | 'down' {
  if (figure.startsWith('+')) return 'up';
  return figure.startsWith('−') ? 'down' : 'plain';
}
