import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrate, type InstrumentCalibration } from '../calibration.ts';
import { DAILY_PATH, readDailyBars, type DailyBar } from '../daily.ts';
import { drawIntraday, INTRADAY_VERSION } from './intraday.ts';
import { seededRandom } from '../random.ts';
import { SESSION_MS } from '../session.ts';

const OPENING = Date.parse('2013-03-01T14:30:00Z');

/** Prices of four decimals, finer than the tick; often two or more of a day's four are the same. */
const bars = fc
  .tuple(fc.integer({ min: 100, max: 9_000_000 }), fc.array(fc.nat(20_000), { minLength: 4, maxLength: 4 }))
  .chain(([base, steps]) =>
    fc.tuple(fc.constant(steps.map((step) => base + step).toSorted((a, b) => a - b)), fc.nat(3), fc.nat(3)),
  )
  .map(([prices, openAt, closeAt]): DailyBar => {
    const [open, high, low, close] = [prices[openAt], prices[3], prices[0], prices[closeAt]].map((units) =>
      ((units as number) / 10_000).toFixed(4),
    ) as [string, string, string, string];
    return { symbol: 'ABC', date: '2013-03-01', open, high, low, close, volume: 1_000_000 };
  });

const calibration: InstrumentCalibration = {
  symbol: 'ABC',
  price: 100,
  volatility: 0.01,
  volume: 1_000_000,
  tickSize: '0.01',
  spreadTicks: 3,
  size: 400,
};

test('opens, tops, bottoms and closes exactly at the real prices, at any gap and seed', () => {
  fc.assert(
    fc.property(bars, fc.integer({ min: 60_000, max: SESSION_MS }), fc.integer(), (bar, meanGapMs, seed) => {
      const quotes = drawIntraday(bar, calibration, meanGapMs, seededRandom(seed));
      const lasts = quotes.map(({ last }) => Number(last));
      expect(quotes[0]?.last).toBe(bar.open);
      expect(quotes.at(-1)?.last).toBe(bar.close);
      expect(Math.max(...lasts)).toBe(Number(bar.high));
      expect(Math.min(...lasts)).toBe(Number(bar.low));
    }),
  );
});

test('quotes in order from the opening to the close, the bid below the ask, on the tick', () => {
  fc.assert(
    fc.property(bars, fc.integer(), (bar, seed) => {
      const quotes = drawIntraday(bar, calibration, 120_000, seededRandom(seed));
      expect(quotes).toHaveLength(195);
      expect(quotes[0]?.time).toBe(OPENING);
      expect(quotes.at(-1)?.time).toBe(OPENING + SESSION_MS);
      quotes.forEach(({ time, bid, ask, bidSize, askSize }, index) => {
        expect(time).toBeGreaterThanOrEqual(quotes[index - 1]?.time ?? 0);
        expect(Number.isInteger(time)).toBe(true);
        expect(bid).toMatch(/^\d+\.\d\d$/);
        expect(ask).toMatch(/^\d+\.\d\d$/);
        expect(Number(bid)).toBeGreaterThan(0);
        expect(Number(bid)).toBeLessThan(Number(ask));
        expect(Math.min(bidSize % 100, askSize % 100, 0)).toBe(0);
        expect(Math.min(bidSize, askSize)).toBeGreaterThanOrEqual(100);
      });
    }),
  );
});

test('is busier near the opening and the close than in the middle, and irregular', async () => {
  const bar = (await readDailyBars(DAILY_PATH)).get('MSFT')?.at(-1) as DailyBar;
  const times = drawIntraday(bar, calibration, 2_250, seededRandom(1)).map(({ time }) => (time - OPENING) / SESSION_MS);
  const within = (from: number, to: number) => times.filter((time) => time >= from && time < to).length;
  expect(within(0, 0.1)).toBeGreaterThan(2 * within(0.45, 0.55));
  expect(within(0.9, 1)).toBeGreaterThan(2 * within(0.45, 0.55));
  const gaps = times.slice(1).map((time, index) => (time - (times[index] as number)) * SESSION_MS);
  // Of evenly spaced times none is this short, of Poisson times about one in twenty.
  expect(gaps.filter((gap) => gap < 100).length).toBeGreaterThan(gaps.length / 50);
});

test('moves about as a random walk with the range of the day does', async () => {
  const days = await readDailyBars(DAILY_PATH);
  const { instruments } = calibrate(days);
  const aapl = instruments[0] as InstrumentCalibration;
  const ratios = (days.get('AAPL') ?? []).map((bar) => {
    const quotes = drawIntraday(bar, aapl, 60_000, seededRandom(1));
    const mids = quotes.map(({ bid, ask }) => (Number(bid) + Number(ask)) / 2);
    const squares = mids.slice(1).reduce((sum, mid, index) => sum + (mid - (mids[index] as number)) ** 2, 0);
    return Math.sqrt(squares) / ((Number(bar.high) - Number(bar.low)) / Math.sqrt(8 / Math.PI));
  });
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  expect(mean).toBeGreaterThan(0.8);
  expect(mean).toBeLessThan(1.3);
});

test('draws the same quotes from the same seed, as pinned by its version', async () => {
  const bar = (await readDailyBars(DAILY_PATH)).get('IBM')?.at(-1) as DailyBar;
  const digest = (seed: number) => {
    const quotes = drawIntraday(bar, calibration, 60_000, seededRandom(seed));
    return createHash('sha256').update(JSON.stringify(quotes)).digest('hex').slice(0, 16);
  };
  expect(digest(1)).toBe(digest(1));
  expect(digest(2)).not.toBe(digest(1));
  // When this fails, raise INTRADAY_VERSION with the digest, so that existing replay files are regenerated.
  expect({ version: INTRADAY_VERSION, digest: digest(1) }).toEqual({ version: 1, digest: '864b8dbb8d242e29' });
});
