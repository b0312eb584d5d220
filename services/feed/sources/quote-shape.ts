import { ROUND_LOT } from './liquidity.ts';
import type { PriceGrid } from './price-grid.ts';
import type { Random } from './random.ts';
import type { SourceQuote } from './source.ts';

/** The share of quotes that come with a trade; the others move only the bid and the ask. */
const TRADE_SHARE = 0.35;

export interface Liquidity {
  /** Typical spread, from 1. */
  readonly spreadTicks: number;
  /** Typical shares at the best price. */
  readonly size: number;
}

/** Draws whether a quote comes with a trade. */
export function drawTrade(random: Random): boolean {
  return random.uniform() < TRADE_SHARE;
}

/**
 * Draws a quote around a price, which is given in ticks and may fall between two. The spread is a whole number of ticks,
 * at least 1 and typical on average; sizes are round lots, typical on average. The bid is at least one tick.
 */
export function drawQuote(price: number, { spreadTicks, size }: Liquidity, random: Random) {
  const spread = Math.round(spreadTicks * (0.6 + 0.4 * random.exponential()));
  const bid = Math.max(1, Math.floor(price - (spread - 1) / 2));
  return { bid, ask: bid + spread, bidSize: drawSize(size, random), askSize: drawSize(size, random) };
}

type DrawnQuote = ReturnType<typeof drawQuote>;

/** Draws whether a trade is at the bid or the ask. Returns its price in ticks. */
export function drawTradePrice({ bid, ask }: DrawnQuote, random: Random): number {
  return random.uniform() < 0.5 ? bid : ask;
}

export function printQuote(
  quote: DrawnQuote,
  grid: PriceGrid,
): Pick<SourceQuote, 'bid' | 'bidSize' | 'ask' | 'askSize'> {
  return {
    bid: grid.format(quote.bid),
    bidSize: quote.bidSize,
    ask: grid.format(quote.ask),
    askSize: quote.askSize,
  };
}

function drawSize(size: number, random: Random): number {
  return ROUND_LOT * Math.max(1, Math.round((size / ROUND_LOT) * random.exponential()));
}
