import type { Instrument } from '@quotebridge/contracts/wire';
import type { InstrumentCalibration, MarketCalibration } from '../calibration.ts';
import { inventNames } from './invented-names.ts';
import { typicalSize, typicalSpread } from '../liquidity.ts';
import { seededRandom } from '../random.ts';

export interface InventedInstrument extends InstrumentCalibration {
  readonly listed: Instrument;
}

/**
 * Invents instruments that behave like the real ones: price, volatility and volume are drawn between the least and the
 * greatest that the calibration holds, evenly by logarithm; tick size is one of the real ones, and spread and size follow from
 * these by the same rules. With the same seed the first ones are the same however many are invented.
 */
export function inventInstruments(count: number, market: MarketCalibration, seed: number): InventedInstrument[] {
  const real = market.instruments;
  const random = seededRandom(seed, 1);
  const between = (figure: 'price' | 'volatility' | 'volume') => {
    const logs = real.map((instrument) => Math.log(instrument[figure]));
    const [least, greatest] = [Math.min(...logs), Math.max(...logs)];
    return () => Math.exp(least + (greatest - least) * random.uniform());
  };
  const [drawPrice, drawVolatility, drawVolume] = [between('price'), between('volatility'), between('volume')];
  const taken = new Set(real.map(({ symbol }) => symbol));
  return inventNames(count, taken, seededRandom(seed)).map(({ symbol, name }) => {
    const { tickSize } = real[Math.floor(random.uniform() * real.length)] as InstrumentCalibration;
    const figures = { price: drawPrice(), volatility: drawVolatility(), volume: drawVolume() };
    const activity = { ...figures, tickSize: Number(tickSize) };
    return {
      ...figures,
      symbol,
      tickSize,
      spreadTicks: typicalSpread(activity),
      size: typicalSize(activity),
      listed: { symbol, name, currency: 'USD', tickSize, source: 'simulated' },
    };
  });
}
