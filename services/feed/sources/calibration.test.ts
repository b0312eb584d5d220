import { expect, test } from 'vitest';
import { calibrate, sessionVolatility } from './calibration.ts';
import { DAILY_PATH, INSTRUMENTS_PATH, readDailyBars, type DailyBar } from './daily.ts';
import { readInstruments } from './replay/instruments.ts';
import { seededRandom } from './random.ts';

test('finds in the shipped data the tick sizes that the instruments are listed with', async () => {
  const { instruments } = calibrate(await readDailyBars(DAILY_PATH));
  const listed = await readInstruments(INSTRUMENTS_PATH);
  expect(instruments.map(({ symbol, tickSize }) => [symbol, tickSize])).toEqual(
    listed.map(({ symbol, tickSize }) => [symbol, tickSize]),
  );
});

test('finds plausible spreads and sizes: one tick and deep for cheap shares, wider and thin for expensive ones', async () => {
  const { instruments, correlation } = calibrate(await readDailyBars(DAILY_PATH));
  const of = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  expect(of.get('MSFT')).toMatchObject({ price: 27.95, spreadTicks: 1 });
  expect(of.get('GOOG')?.spreadTicks).toBeGreaterThan(of.get('AAPL')?.spreadTicks ?? Infinity);
  expect(of.get('MSFT')?.size).toBeGreaterThan(20 * (of.get('AAPL')?.size ?? Infinity));
  expect(correlation).toBeGreaterThan(0.1);
  expect(correlation).toBeLessThan(0.9);
});

test('finds the volatility that days were drawn with', () => {
  const random = seededRandom(3);
  const steps = 2_000;
  const bars = Array.from({ length: 400 }, () => {
    let log = 0;
    const logs = Array.from({ length: steps }, () => (log += (0.02 / Math.sqrt(steps)) * random.normal()));
    const [high, low] = [Math.max(0, ...logs), Math.min(0, ...logs)].map((value) => String(100 * Math.exp(value)));
    return { high, low } as DailyBar;
  });
  expect(sessionVolatility(bars) / 0.02).toBeCloseTo(1, 1);
});

test('refuses instruments of different days, and too few of them', () => {
  const bar = (symbol: string, date: string): DailyBar => {
    return { symbol, date, open: '2', high: '3', low: '1', close: '2', volume: 1 };
  };
  const bars = (symbol: string, ...dates: readonly string[]) =>
    [symbol, dates.map((date) => bar(symbol, date))] as const;
  expect(() => calibrate(new Map([bars('A', 'd1', 'd2', 'd3'), bars('B', 'd1', 'd2', 'd4')]))).toThrow(
    /different days/,
  );
  expect(() => calibrate(new Map([bars('A', 'd1', 'd2')]))).toThrow(/fewer than three/);
  expect(() => calibrate(new Map())).toThrow(/no daily bars/);
});
