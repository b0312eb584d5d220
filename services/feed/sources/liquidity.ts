/** What decides how an instrument is quoted. */
export interface Activity {
  readonly price: number;
  /** Standard deviation of the logarithm of the price over one session. */
  readonly volatility: number;
  /** Shares a session. */
  readonly volume: number;
  readonly tickSize: number;
}

/** Assumed mean size of a trade, in shares: two round lots, as on US exchanges in the years of the daily data. */
const SHARES_PER_TRADE = 200;
/** Shares a round lot: quoted sizes are multiples of it. */
export const ROUND_LOT = 100;

/**
 * Typical spread in whole ticks, at least 1: the volatility per trade times 1.5, as found across markets by Wyart,
 * Bouchaud, Kockelkoren, Potters and Vettorazzo, "Relation between bid–ask spread, impact and volatility in order-driven markets",
 * Quantitative Finance 8, 2008.
 */
export function typicalSpread({ price, volatility, volume, tickSize }: Activity): number {
  const perTrade = (price * volatility) / Math.sqrt(Math.max(1, volume / SHARES_PER_TRADE));
  return Math.max(1, Math.round((1.5 * perTrade) / tickSize));
}

/**
 * Typical size at the best price, in shares, at least a round lot: a hundredth of what a session trades for each tick
 * that the price ranges over. A rule of thumb of this project: many shares wait where the tick is coarse, few where it is fine.
 */
export function typicalSize({ price, volatility, volume, tickSize }: Activity): number {
  const ticks = Math.max(1, (price * volatility) / tickSize);
  return Math.max(ROUND_LOT, volume / ticks / 100);
}
