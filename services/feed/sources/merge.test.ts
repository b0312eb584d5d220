import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DuplicateSymbolError, mergeSources } from './merge.ts';
import type { MarketSource, SourceQuote } from './source.ts';
import { take } from './testing.ts';

function quoteOf(symbol: string, at: number): SourceQuote {
  return { symbol, at, bid: '1.00', bidSize: 1, ask: '1.01', askSize: 1, last: '1.00' };
}

function sourceOf(symbol: string, chunks: readonly (readonly number[])[], onClose = () => {}): MarketSource {
  return {
    instruments: [{ symbol, name: symbol, currency: 'USD', tickSize: '0.01', source: 'simulated' }],
    async *quotes() {
      try {
        for (const chunk of chunks) yield chunk.map((at) => quoteOf(symbol, at));
      } finally {
        onClose();
      }
    },
  };
}

const chunksOfTimes = fc.array(fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }), { maxLength: 6 }).map((chunks) => {
  const times = chunks.flat().toSorted((a, b) => a - b);
  return chunks.map((chunk) => times.splice(0, chunk.length));
});

test('gives every quote of every source in the order of time, the earlier source first at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(chunksOfTimes, { maxLength: 4 }), async (sources) => {
      const merged = mergeSources(...sources.map((chunks, index) => sourceOf(`S${index}`, chunks)));
      const expected = sources
        .flatMap((chunks, index) => chunks.flat().map((at) => quoteOf(`S${index}`, at)))
        .toSorted((a, b) => a.at - b.at);
      expect(await take(merged, Infinity)).toEqual(expected);
    }),
  );
});

test('has the instruments of all sources', () => {
  const merged = mergeSources(sourceOf('A', []), sourceOf('B', []));
  expect(merged.instruments.map(({ symbol }) => symbol)).toEqual(['A', 'B']);
});

test('refuses a symbol that two sources quote', () => {
  const merge = () => mergeSources(sourceOf('A', []), sourceOf('B', []), sourceOf('A', []));
  expect(merge).toThrow(DuplicateSymbolError);
  expect(merge).toThrow(/"A"/);
});

test('closes every source when the reader leaves early', async () => {
  const closed: string[] = [];
  const sources = ['A', 'B'].map((symbol) => sourceOf(symbol, [[1], [2], [3]], () => closed.push(symbol)));
  expect(await take(mergeSources(...sources), 1)).toHaveLength(1);
  expect(closed.toSorted()).toEqual(['A', 'B']);
});
