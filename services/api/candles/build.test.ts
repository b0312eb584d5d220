import type { StoredQuote } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/contracts/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildSeries } from './build.ts';
import type { BuildOptions } from './build.ts';
import { alignedStart, INTERVALS } from './interval.ts';

const NOW = 1_800_000_000_500;
const DAY = INTERVALS['1d'];

/** A stream in memory that counts reads. */
function streamOf(ages: readonly number[]) {
  const quotes = ages
    .toSorted((a, b) => b - a)
    .map((age, index): StoredQuote => {
      const published = NOW - age;
      return { quote: { ...makeQuote('A', index + 1), published }, streamSeq: index + 1, stored: published + 2 };
    });
  let read = 0;
  const reads: BuildOptions['reads'] = {
    async batch(_symbol, start, count) {
      const isAfter = ({ streamSeq, stored }: StoredQuote) =>
        'streamSeq' in start ? streamSeq >= start.streamSeq : stored >= start.stored;
      const found = quotes.filter(isAfter).slice(0, count);
      read += found.length;
      return { quotes: found, through: found.at(-1)?.streamSeq ?? null };
    },
    async lastOf(_symbols, upTo) {
      const found = quotes.findLast(({ stored }) => 'stored' in upTo && stored <= upTo.stored);
      return found === undefined ? [] : [found];
    },
  };
  return { reads, newest: () => quotes.at(-1), quotes, read: () => read };
}

async function newestStarts({ reads, newest }: ReturnType<typeof streamOf>, count: number) {
  const caughtUp: unknown[] = [];
  const series = await buildSeries({
    reads,
    symbol: 'A',
    interval: '1s',
    count,
    until: NOW,
    newest,
    onCaughtUp: (one) => caughtUp.push(one),
  });
  expect(caughtUp).toEqual([series]);
  return series.candles.slice(-count).map(({ start }) => start);
}

it('returns the newest existing candles, however many intervals between them are empty', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 9 * DAY })), { maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      async (ages, count) => {
        const stream = streamOf(ages);
        const all = [...new Set(stream.quotes.map(({ quote }) => alignedStart(quote.published, '1s')))];
        expect(await newestStarts(stream, count)).toEqual(all.slice(-count));
      },
    ),
  );
});

it('reads no further back than necessary', async () => {
  const busy = Array.from({ length: 1_000 }, (_, index) => index * 500);
  const dense = streamOf(busy);
  expect(await newestStarts(dense, 10)).toHaveLength(10);
  expect(dense.read()).toBeLessThan(50);
  // The market has been closed for two days.
  const closed = streamOf(busy.map((age) => age + 2 * DAY));
  expect(await newestStarts(closed, 10)).toHaveLength(10);
  expect(closed.read()).toBeLessThan(200);
});
