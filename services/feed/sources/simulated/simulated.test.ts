import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { calibrate, correlation, mean, type MarketCalibration } from '../calibration.ts';
import { DAILY_PATH, readDailyBars } from '../daily.ts';
import { inventInstruments } from './invented-instruments.ts';
import { PriceGrid } from '../price-grid.ts';
import { SESSION_MS } from '../session.ts';
import { simulateMarket, type SimulatedOptions } from './simulated.ts';
import type { SourceQuote } from '../source.ts';
import { take } from '../testing.ts';

let market: MarketCalibration;
beforeAll(async () => {
  market = calibrate(await readDailyBars(DAILY_PATH));
});

const anyOptions = fc.record({
  symbols: fc.integer({ min: 1, max: 30 }),
  rate: fc.double({ min: 0.001, max: 1_000, noNaN: true }),
  seed: fc.integer(),
  bursts: fc.boolean(),
});

test('quotes its own instruments in order, the bid below the ask, everything on the tick and above zero', async () => {
  await fc.assert(
    fc.asyncProperty(anyOptions, async (options) => {
      const source = simulateMarket(options, market);
      const grids = new Map(source.instruments.map(({ symbol, tickSize }) => [symbol, new PriceGrid(tickSize)]));
      let before = 0;
      for (const quote of await take(source, 1_000)) {
        const grid = grids.get(quote.symbol) as PriceGrid;
        const [bid, ask, last] = [quote.bid, quote.ask, quote.last].map((price) => {
          expect(grid.holds(price)).toBe(true);
          return grid.floor(price);
        }) as [number, number, number];
        expect(Math.min(bid, last)).toBeGreaterThan(0);
        expect(bid).toBeLessThan(ask);
        expect(Number.isInteger(quote.at)).toBe(true);
        expect(quote.at).toBeGreaterThanOrEqual(before);
        expect([quote.bidSize % 100, quote.askSize % 100]).toEqual([0, 0]);
        expect(Math.min(quote.bidSize, quote.askSize)).toBeGreaterThan(0);
        before = quote.at;
      }
    }),
    { numRuns: 30 },
  );
});

test('stays above zero however far the price falls', async () => {
  const [first] = market.instruments;
  const wild = { ...market, instruments: first === undefined ? [] : [{ ...first, volatility: 0.5, price: 0.05 }] };
  const source = simulateMarket({ symbols: 1, rate: 0.01, seed: 1, bursts: false }, wild);
  const bids = (await take(source, 5_000)).map(({ bid }) => Number(bid));
  expect(Math.min(...bids)).toBe(0.01);
});

test.each([true, false])('is the same for the same seed and another for another, bursts %s', async (bursts) => {
  const quotes = (seed: number) => take(simulateMarket({ symbols: 10, rate: 5, seed, bursts }, market), 2_000);
  expect(await quotes(1)).toEqual(await quotes(1));
  expect(await quotes(2)).not.toEqual(await quotes(1));
});

test('starts from the beginning with each call', async () => {
  const source = simulateMarket({ symbols: 3, rate: 5, seed: 1, bursts: true }, market);
  expect(await take(source, 600)).toEqual(await take(source, 600));
});

test('has the same first instruments however many there are, and never a real one', () => {
  const few = inventInstruments(10, market, 1);
  const many = inventInstruments(2_000, market, 1);
  expect(many.slice(0, 10)).toEqual(few);
  const symbols = new Set(many.map(({ symbol }) => symbol));
  expect(symbols.size).toBe(2_000);
  expect(market.instruments.filter(({ symbol }) => symbols.has(symbol))).toEqual([]);
});

test('gives instruments figures within those of the real ones', () => {
  const invented = inventInstruments(500, market, 1);
  for (const figure of ['price', 'volatility', 'volume'] as const) {
    const real = market.instruments.map((instrument) => instrument[figure]);
    const drawn = invented.map((instrument) => instrument[figure]);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(Math.min(...real) * 0.999);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(Math.max(...real) * 1.001);
    expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan((Math.max(...real) - Math.min(...real)) / 2);
  }
});

test('without bursts quotes each symbol exactly as often as asked in every second', async () => {
  const source = simulateMarket({ symbols: 7, rate: 10, seed: 1, bursts: false }, market);
  const counts = new Map<string, number>();
  for (const { symbol, at } of await take(source, 7 * 10 * 60)) {
    const second = `${symbol} ${Math.floor(at / 1_000)}`;
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  expect(counts.size).toBe(7 * 60);
  expect(new Set(counts.values())).toEqual(new Set([10]));
});

test('with bursts keeps the mean rate over hours', async () => {
  const quotes = await take(simulateMarket({ symbols: 5, rate: 2, seed: 1, bursts: true }, market), 200_000);
  const seconds = (quotes.at(-1)?.at ?? 0) / 1_000;
  expect(quotes.length / seconds / 5).toBeGreaterThan(1.9);
  expect(quotes.length / seconds / 5).toBeLessThan(2.1);
  const ofFirst = quotes.filter(({ symbol }) => symbol === quotes[0]?.symbol).length;
  expect(ofFirst / seconds).toBeGreaterThan(1.8);
  expect(ofFirst / seconds).toBeLessThan(2.2);
});

test('keeps the mean rate when quotes are much rarer than bursts', async () => {
  const quotes = await take(simulateMarket({ symbols: 5, rate: 0.01, seed: 1, bursts: true }, market), 50_000);
  const seconds = (quotes.at(-1)?.at ?? 0) / 1_000;
  expect(quotes.length / seconds / 5).toBeGreaterThan(0.0098);
  expect(quotes.length / seconds / 5).toBeLessThan(0.0102);
});

test('comes in bursts: the number a second varies far more than by chance', async () => {
  const quotes = await take(simulateMarket({ symbols: 5, rate: 10, seed: 1, bursts: true }, market), 100_000);
  const counts = Array.from({ length: Math.floor((quotes.at(-1)?.at ?? 0) / 1_000) }, () => 0);
  for (const { at } of quotes) {
    const second = Math.floor(at / 1_000);
    if (second < counts.length) counts[second] = (counts[second] ?? 0) + 1;
  }
  const variance = mean(counts.map((count) => (count - mean(counts)) ** 2));
  // By chance alone, as Poisson has it, the variance is the mean.
  expect(variance / mean(counts)).toBeGreaterThan(5);
});

/** Logarithmic returns of the middle of bid and ask over half hours, by symbol. */
function halfHourReturns(quotes: readonly SourceQuote[]): Map<string, number[]> {
  const step = SESSION_MS / 13;
  const levels = new Map<string, number[]>();
  for (const { symbol, at, bid, ask } of quotes) {
    const row = levels.get(symbol) ?? [];
    row[Math.floor(at / step)] = Math.log((Number(bid) + Number(ask)) / 2);
    levels.set(symbol, row);
  }
  return new Map(
    [...levels].map(([symbol, row]) => [
      symbol,
      row.slice(1, -1).map((level, index) => level - (row[index] as number)),
    ]),
  );
}

test.each([true, false])('moves together and as much as the data does, bursts %s', async (bursts) => {
  const options: SimulatedOptions = { symbols: 6, rate: 0.1, seed: 1, bursts };
  const returns = halfHourReturns(await take(simulateMarket(options, market), 6 * 0.1 * 23_400 * 40));
  const volatilities = inventInstruments(options.symbols, market, options.seed).map(({ symbol, volatility }) => {
    const realised = Math.sqrt(mean((returns.get(symbol) ?? []).map((value) => value ** 2)) * 13);
    return realised / volatility;
  });
  expect(volatilities).toHaveLength(6);
  for (const ratio of volatilities) {
    expect(ratio).toBeGreaterThan(0.88);
    expect(ratio).toBeLessThan(1.12);
  }
  const series = [...returns.values()];
  const pairs = series.flatMap((a, index) => series.slice(index + 1).map((b) => correlation(a, b)));
  expect(Math.min(...pairs)).toBeGreaterThan(0);
  expect(Math.abs(mean(pairs) - market.correlation)).toBeLessThan(0.08);
});

test('ends when it is aborted', async () => {
  const abort = new AbortController();
  let chunks = 0;
  for await (const _ of simulateMarket({ symbols: 1, rate: 1, seed: 1, bursts: true }, market).quotes(abort.signal)) {
    chunks += 1;
    if (chunks === 3) abort.abort();
  }
  expect(chunks).toBe(3);
});

test.each([
  [{ symbols: 0 }, 'symbols 0 must be an integer from 1'],
  [{ rate: 0 }, 'rate 0 must be a number above 0'],
  [{ rate: Infinity }, 'rate Infinity must be a number above 0'],
  [{ seed: 0.5 }, 'seed 0.5 must be an integer'],
])('refuses %j', (wrong, message) => {
  expect(() => simulateMarket({ symbols: 1, rate: 1, seed: 1, bursts: true, ...wrong }, market)).toThrow(message);
});
