import { BurstingActivity, STEADY, type Activity } from './activity.ts';
import { burstingArrivals, steadyArrivals } from './arrivals.ts';
import { calibrate, type MarketCalibration } from '../calibration.ts';
import { DAILY_PATH, readDailyBars } from '../daily.ts';
import { inventInstruments, type InventedInstrument } from './invented-instruments.ts';
import { PriceGrid } from '../price-grid.ts';
import { drawQuote, drawTrade, drawTradePrice, printQuote } from '../quote-shape.ts';
import { seededRandom, type Random } from '../random.ts';
import { SESSION_MS } from '../session.ts';
import { CHUNK_QUOTES, type MarketSource, type SourceQuote } from '../source.ts';

export interface SimulatedOptions {
  /** How many symbols: 1 to `MAX_INVENTED`. */
  readonly symbols: number;
  /** Mean quotes a second of each symbol. Above 0. */
  readonly rate: number;
  /** The same seed gives the same instruments and the same quotes: an integer. */
  readonly seed: number;
  /** Quotes come in bursts around the mean rate, as on a market. Without: exactly `rate`, evenly spread, for measuring. */
  readonly bursts: boolean;
}

/** A simulated market calibrated from the daily prices that ship with the feed. It never ends. */
export async function openSimulated(options: SimulatedOptions): Promise<MarketSource> {
  return simulateMarket(options, calibrate(await readDailyBars(DAILY_PATH)));
}

/**
 * A simulated market: the logarithm of each price is a random walk, of which one part is common to all instruments, as
 * large as the calibration's correlation asks for, and the other its own. Both walk faster when there is more activity.
 * Time is the real one: a session's volatility takes a session's 6.5 hours. Throws `RangeError` for options out of range.
 */
export function simulateMarket(options: SimulatedOptions, calibration: MarketCalibration): MarketSource {
  const { symbols, rate, seed, bursts } = options;
  if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError(`rate ${rate} must be a number above 0`);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} must be an integer`);
  const invented = inventInstruments(symbols, calibration, seed);
  return {
    instruments: invented.map(({ listed }) => listed),
    quotes: (signal) => simulateQuotes(invented, calibration.correlation, { rate, seed, bursts }, signal),
  };
}

/** How many times its mean the activity is in a burst of the whole market, and in one of a single instrument. */
const MARKET_PEAK = 3;
const OWN_PEAK = 5;

interface Walker {
  readonly instrument: InventedInstrument;
  readonly grid: PriceGrid;
  readonly activity: Activity;
  /** The instrument's own walk, in standard deviations of a session, and its activity's clock then. */
  own: number;
  clock: number;
  last: string;
}

async function* simulateQuotes(
  instruments: readonly InventedInstrument[],
  correlation: number,
  { rate, seed, bursts }: Omit<SimulatedOptions, 'symbols'>,
  signal: AbortSignal,
): AsyncGenerator<SourceQuote[]> {
  const random = seededRandom(seed, 2);
  const startActivity = (peak: number): Activity => (bursts ? new BurstingActivity(peak, random) : STEADY);
  const walkers = instruments.map((instrument) => startWalker(instrument, startActivity(OWN_PEAK)));
  const market = { activity: startActivity(MARKET_PEAK), walk: 0, clock: 0, time: 0 };
  const [commonShare, ownShare] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const nextArrival = bursts
    ? burstingArrivals(
        market.activity,
        walkers.map(({ activity }) => activity),
        rate,
        random,
      )
    : steadyArrivals(walkers.length, rate);

  while (!signal.aborted) {
    const quotes: SourceQuote[] = [];
    while (quotes.length < CHUNK_QUOTES) {
      const { index, time } = nextArrival();
      const walker = walkers[index] as Walker;
      // The component shared by all instruments advances at most once a millisecond.
      if (time - market.time >= 1) {
        const clock = market.activity.clock(time);
        market.walk += drawStep(clock - market.clock, random);
        market.clock = clock;
        market.time = time;
      }
      const clock = walker.activity.clock(time);
      walker.own += drawStep(clock - walker.clock, random);
      walker.clock = clock;
      quotes.push(quoteAt(time, walker, commonShare * market.walk + ownShare * walker.own, random));
    }
    yield quotes;
  }
}

function startWalker(instrument: InventedInstrument, activity: Activity): Walker {
  const grid = new PriceGrid(instrument.tickSize);
  const ticks = Math.round(instrument.price / Number(instrument.tickSize));
  return { instrument, grid, activity, own: 0, clock: 0, last: grid.format(ticks) };
}

/** A step of a random walk, in standard deviations of a session. */
function drawStep(elapsedMs: number, random: Random): number {
  return Math.sqrt(elapsedMs / SESSION_MS) * random.normal();
}

function quoteAt(time: number, walker: Walker, walk: number, random: Random): SourceQuote {
  const { instrument, grid } = walker;
  const price = instrument.price * Math.exp(instrument.volatility * walk);
  const quote = drawQuote(price / Number(instrument.tickSize), instrument, random);
  if (drawTrade(random)) walker.last = grid.format(drawTradePrice(quote, random));
  return { symbol: instrument.symbol, at: Math.floor(time), ...printQuote(quote, grid), last: walker.last };
}
