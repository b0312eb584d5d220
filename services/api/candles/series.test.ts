import type { StoredQuote } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/contracts/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candleOf, joinCandles } from './candle.ts';
import { alignedStart, INTERVAL_NAMES, INTERVALS } from './interval.ts';
import { CandleSeries, MAX_CANDLES } from './series.ts';

const T0 = 1_800_000_000_000;

const quotes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 999 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => {
    let published = T0;
    return steps.map(([gap, cents], index): StoredQuote => {
      published += gap;
      const quote = { ...makeQuote('A', index + 1), published, time: published, last: (cents / 100).toFixed(2) };
      return { quote, streamSeq: (index + 1) * 3, stored: published };
    });
  });

function fold(interval: keyof typeof INTERVALS, taken: readonly StoredQuote[]) {
  const series = new CandleSeries(interval, T0);
  for (const stored of taken) series.take(stored);
  return series.candles;
}

describe('CandleSeries', () => {
  it('matches, for each interval, a candle computed from all of its quotes', () => {
    fc.assert(
      fc.property(quotes, fc.constantFrom(...INTERVAL_NAMES), (all, interval) => {
        for (const candle of fold(interval, all)) {
          const inside = all.filter(({ quote }) => alignedStart(quote.published, interval) === candle.start);
          const prices = inside.map(({ quote }) => Number(quote.last));
          expect(candle.start % INTERVALS[interval]).toBe(0);
          expect(candle).toMatchObject({
            open: inside[0]!.quote.last,
            close: inside.at(-1)!.quote.last,
            quotes: inside.length,
            firstSeq: inside[0]!.quote.seq,
            lastSeq: inside.at(-1)!.quote.seq,
          });
          expect([Number(candle.high), Number(candle.low)]).toEqual([Math.max(...prices), Math.min(...prices)]);
        }
      }),
    );
  });

  it('has every quote in just one candle, in order of time', () => {
    fc.assert(
      fc.property(quotes, fc.constantFrom(...INTERVAL_NAMES), (all, interval) => {
        const candles = fold(interval, all);
        expect(candles.reduce((sum, candle) => sum + candle.quotes, 0)).toBe(all.length);
        expect(candles.map(({ start }) => start)).toEqual(candles.map(({ start }) => start).toSorted((a, b) => a - b));
      }),
    );
  });

  it('gives the same result when quotes are added twice, as after a restart', () => {
    fc.assert(
      fc.property(quotes, fc.nat(), fc.nat(), (all, a, b) => {
        const [from, to] = [a % all.length, b % all.length].toSorted((x, y) => x - y);
        const again = [...all.slice(0, to), ...all.slice(from)];
        expect(fold('5s', again)).toEqual(fold('5s', all));
      }),
    );
  });

  it('merges short candles into long ones', () => {
    fc.assert(
      fc.property(quotes, (all) => {
        const joined = Map.groupBy(fold('1s', all), ({ start }) => alignedStart(start, '1m'));
        const minutes = [...joined].map(([start, parts]) => ({ ...parts.reduce(joinCandles), start }));
        expect(minutes).toEqual(fold('1m', all));
      }),
    );
  });

  it('puts a quote that was stored late where it belongs', () => {
    const at = (seq: number, ms: number): StoredQuote => ({
      quote: { ...makeQuote('A', seq), published: T0 + ms },
      streamSeq: seq,
      stored: T0 + 9_000,
    });
    const candles = fold('1s', [at(1, 0), at(2, 2_000), at(3, 900)]);
    expect(candles.map(({ start, quotes: count }) => [start - T0, count])).toEqual([
      [0, 2],
      [2_000, 1],
    ]);
  });

  it('keeps a bounded number of candles, and knows from when on it is complete', () => {
    const series = new CandleSeries('1s', T0);
    for (let n = 0; n < MAX_CANDLES + 5; n += 1)
      series.take({ quote: { ...makeQuote('A', n + 1), published: T0 + n * 1_000 }, streamSeq: n + 1, stored: 0 });
    expect(series.candles).toHaveLength(MAX_CANDLES);
    expect(series.from).toBe(T0 + 5_000);
  });
});

it('joins candles in any order', () => {
  fc.assert(
    fc.property(quotes, (all) => {
      const candles = all.map(({ quote }) => candleOf(quote, T0));
      expect(candles.toReversed().reduce(joinCandles)).toMatchObject({
        ...candles.reduce(joinCandles),
        high: expect.any(String),
        low: expect.any(String),
      });
    }),
  );
});
