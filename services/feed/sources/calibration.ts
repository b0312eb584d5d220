import type { DailyBar } from './daily.ts';
import { typicalSize, typicalSpread } from './liquidity.ts';
import { PriceGrid } from './price-grid.ts';

/** Statistics of one instrument, from its daily bars. */
export interface InstrumentCalibration {
  readonly symbol: string;
  /** The newest close. */
  readonly price: number;
  /** Standard deviation of the logarithm of the price over one session. */
  readonly volatility: number;
  /** Mean shares a session. */
  readonly volume: number;
  /** A decimal string. */
  readonly tickSize: string;
  readonly spreadTicks: number;
  /** Typical shares at the best price. */
  readonly size: number;
}

export interface MarketCalibration {
  readonly instruments: readonly InstrumentCalibration[];
  /** Mean correlation of two instruments' daily returns. */
  readonly correlation: number;
}

/** Calibrates from daily bars; every instrument needs the same days, at least three. Throws `RangeError`. */
export function calibrate(days: ReadonlyMap<string, readonly DailyBar[]>): MarketCalibration {
  if (days.size === 0) throw new RangeError('no daily bars to calibrate from');
  const calendars = new Set([...days.values()].map((bars) => bars.map(({ date }) => date).join()));
  if (calendars.size > 1) throw new RangeError('the instruments have daily bars of different days');
  return {
    instruments: [...days].map(([symbol, bars]) => calibrateInstrument(symbol, bars)),
    correlation: meanCorrelation([...days.values()].map(closeReturns)),
  };
}

function calibrateInstrument(symbol: string, bars: readonly DailyBar[]): InstrumentCalibration {
  const newest = bars.at(-1);
  if (newest === undefined || bars.length < 3) throw new RangeError(`${symbol} has fewer than three daily bars`);
  const price = Number(newest.close);
  const volatility = sessionVolatility(bars);
  const volume = mean(bars.map((bar) => bar.volume));
  const tickSize = findTickSize(bars);
  const activity = { price, volatility, volume, tickSize: Number(tickSize) };
  return {
    symbol,
    price,
    volatility,
    volume,
    tickSize,
    spreadTicks: typicalSpread(activity),
    size: typicalSize(activity),
  };
}

/**
 * Volatility within a session from its highs and lows: Parkinson, "The Extreme Value Method for Estimating the Variance
 * of the Rate of Return", Journal of Business 53, 1980. Nights do not count, as the simulated market has none.
 */
export function sessionVolatility(bars: readonly DailyBar[]): number {
  const squares = bars.map(({ high, low }) => Math.log(Number(high) / Number(low)) ** 2);
  return Math.sqrt(mean(squares) / (4 * Math.LN2));
}

const TICK_SIZES = ['1', '0.5', '0.25', '0.1', '0.05', '0.01', '0.005', '0.001', '0.0001'] as const;

/**
 * The coarsest usual tick that three quarters of the prices are multiples of. Not all: trades are also printed between
 * ticks, when a broker betters the quote by a fraction of a cent.
 */
function findTickSize(bars: readonly DailyBar[]): string {
  const prices = bars.flatMap(({ open, high, low, close }) => [open, high, low, close]);
  const fits = (tickSize: string) => {
    const grid = new PriceGrid(tickSize);
    return prices.filter((price) => grid.holds(price)).length >= 0.75 * prices.length;
  };
  return TICK_SIZES.find(fits) ?? '0.0001';
}

function closeReturns(bars: readonly DailyBar[]): number[] {
  const logs = bars.map(({ close }) => Math.log(Number(close)));
  return logs.slice(1).map((log, index) => log - (logs[index] as number));
}

function meanCorrelation(series: readonly (readonly number[])[]): number {
  const pairs = series.flatMap((a, index) => series.slice(index + 1).map((b) => correlation(a, b)));
  return pairs.length === 0 ? 0 : Math.max(0, mean(pairs));
}

/** Pearson's correlation of two series of the same length. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const products = a.map((value, index) => (value - meanA) * ((b[index] as number) - meanB));
  const squares = (values: readonly number[], center: number) => mean(values.map((value) => (value - center) ** 2));
  return mean(products) / Math.sqrt(squares(a, meanA) * squares(b, meanB));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
