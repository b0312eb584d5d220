import type { StoredQuote } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/contracts/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPage } from './page.ts';
import type { PageRequest } from './page.ts';

/**
 * A stream whose oldest quotes are gone: numbers grow by 1, positions and times by more. Sometimes another feed takes over, whose clock may be
 * behind.
 */
const streams = fc
  .tuple(
    fc.nat({ max: 50 }),
    fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 30 }),
        step: fc.option(fc.integer({ min: -20_000, max: 20_000 }), { freq: 20, nil: undefined }),
      }),
      { minLength: 1, maxLength: 120 },
    ),
  )
  .map(([lost, steps]) => {
    let streamSeq = lost * 7;
    let epoch = 1;
    let offset = 0;
    return steps.map(({ gap, step }, index): StoredQuote => {
      streamSeq += gap;
      if (step !== undefined) [epoch, offset] = [epoch + 1, Math.max(offset + step, -streamSeq * 10)];
      const published = streamSeq * 10 + offset;
      return { quote: { ...makeQuote('A', lost + index + 1), epoch, published }, streamSeq, stored: streamSeq * 10 };
    });
  });

const bound = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined });
const requests = fc.record({
  symbol: fc.constant('A'),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  limit: fc.integer({ min: 1, max: 40 }),
  from: bound(40_000),
  to: bound(40_000),
  fromSeq: bound(200),
  toSeq: bound(200),
}) satisfies fc.Arbitrary<PageRequest>;

function readsOf(stream: readonly StoredQuote[]) {
  return {
    batch: (_symbol: string | null, start: { streamSeq: number } | { stored: number }, count: number) => {
      const from = 'streamSeq' in start ? start.streamSeq : 0;
      const quotes = stream.filter(({ streamSeq }) => streamSeq >= from).slice(0, count);
      return Promise.resolve({ quotes, through: quotes.at(-1)?.streamSeq ?? null });
    },
    lastOf: (_symbols: readonly string[], upTo: { streamSeq: number } | { stored: number }) =>
      Promise.resolve(stream.filter(({ streamSeq }) => 'streamSeq' in upTo && streamSeq <= upTo.streamSeq).slice(-1)),
  };
}

it('returns exactly the quotes within the bounds, each once, in order, and ends', async () => {
  await fc.assert(
    fc.asyncProperty(streams, requests, async (stream, request) => {
      const newest = stream.at(-1)!;
      const wanted = stream
        .filter(
          ({ quote }) =>
            quote.published >= (request.from ?? 0) &&
            quote.published < (request.to ?? Infinity) &&
            quote.seq >= (request.fromSeq ?? 0) &&
            quote.seq <= (request.toSeq ?? Infinity),
        )
        .map(({ quote }) => quote.seq);
      const got: number[] = [];
      let next: number | null = null;
      do {
        const moved: Partial<PageRequest> =
          next === null ? {} : request.order === 'asc' ? { fromSeq: next } : { toSeq: next };
        const page = await readPage(readsOf(stream), newest, { ...request, ...moved });
        expect(page.quotes.length).toBeLessThanOrEqual(request.limit);
        if (page.next !== null) expect(page.quotes).toHaveLength(request.limit);
        got.push(...page.quotes.map(({ quote }) => quote.seq));
        next = page.next;
      } while (next !== null);
      expect(got).toEqual(request.order === 'asc' ? wanted : wanted.toReversed());
    }),
  );
});
