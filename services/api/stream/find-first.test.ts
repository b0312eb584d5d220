import type { StoredQuote } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/contracts/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { bySeq, findFirst } from './find-first.ts';

/** A symbol's quotes at growing places of the stream, with numbers that grow too, by 1 or more. */
const streams = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 200 })
  .map((steps) => {
    let streamSeq = 0;
    let seq = 0;
    return steps.map(([gap, step]): StoredQuote => {
      streamSeq += gap;
      seq += step;
      return { quote: makeQuote('A', seq), streamSeq, stored: streamSeq * 10 };
    });
  });

it('finds the same quote as a linear search, in few probes', async () => {
  await fc.assert(
    fc.asyncProperty(streams, fc.integer({ min: 0, max: 700 }), fc.boolean(), async (stream, target, isStrict) => {
      const key = { ...bySeq, isStrict };
      let probes = 0;
      const probe = (from: number) => {
        probes += 1;
        return Promise.resolve(stream.find(({ streamSeq }) => streamSeq >= from) ?? null);
      };
      const newest = stream.at(-1)!;
      expect(await findFirst(probe, { oldest: stream[0]!, newest }, target, key)).toBe(
        stream.find((s) => s.quote.seq >= target) ?? null,
      );
      expect(probes).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(newest.streamSeq + 1)) + 2);
    }),
  );
});

it('needs few probes when quotes are evenly spaced', async () => {
  const stream = Array.from({ length: 100_000 }, (_, index): StoredQuote => {
    return { quote: makeQuote('A', index + 1), streamSeq: index * 20 + 7, stored: index };
  });
  let probes = 0;
  const probe = (from: number) => {
    probes += 1;
    return Promise.resolve(stream[Math.max(0, Math.ceil((from - 7) / 20))] ?? null);
  };
  expect((await findFirst(probe, { oldest: stream[0]!, newest: stream.at(-1)! }, 54_321, bySeq))?.quote.seq).toBe(
    54_321,
  );
  expect(probes).toBeLessThan(12);
});
