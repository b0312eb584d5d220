import type { QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { HeldQuotes } from './held-quotes.ts';

const tuple = (symbol: string, seq: number, conflated = 0): QuoteTuple => [
  symbol,
  seq,
  1,
  0,
  '1.0',
  1,
  '1.1',
  1,
  '1.0',
  conflated,
];

/** Answers a resume as a gateway does: leaves out the quotes that both hold. */
function answer(full: readonly QuoteBatch[], held: HeldQuotes) {
  const points = new Map(held.resumePoints.map(({ epoch, seqs }) => [epoch, seqs]));
  const snapshot = full.map(({ epoch, quotes }) => ({
    epoch,
    quotes: quotes.filter(([symbol, seq]) => points.get(epoch)?.[symbol] !== seq),
  }));
  const count = (batches: readonly QuoteBatch[]) => batches.reduce((sum, { quotes }) => sum + quotes.length, 0);
  return { snapshot, resumed: count(full) - count(snapshot) };
}

const sorted = (snapshot: readonly QuoteBatch[]) =>
  snapshot.flatMap(({ epoch, quotes }) => quotes.map((each) => [epoch, ...each].join(' '))).toSorted();

const symbol = fc.constantFrom('A', 'B', 'C', 'D');
const quote = fc.record({ epoch: fc.constantFrom(1, 2), symbol, seq: fc.integer({ min: 1, max: 3 }) });

it('completes the snapshot, whatever was held', () => {
  fc.assert(
    fc.property(fc.array(quote), fc.uniqueArray(quote, { selector: (each) => each.symbol }), (received, now) => {
      const existing = new Set(now.map((each) => each.symbol));
      const held = new HeldQuotes();
      for (const each of received.filter((one) => existing.has(one.symbol)))
        held.apply({ epoch: each.epoch, quotes: [tuple(each.symbol, each.seq, 5)] });
      const full = now.map((each) => ({ epoch: each.epoch, quotes: [tuple(each.symbol, each.seq)] }));
      const { snapshot, resumed } = answer(full, held);
      expect(sorted(held.complete(snapshot, resumed) ?? [])).toEqual(sorted(full));
    }),
  );
});

it('does not complete it with a symbol that was withdrawn', () => {
  const held = new HeldQuotes();
  held.apply({ epoch: 1, quotes: [tuple('A', 1), tuple('GONE', 1)] });
  expect(held.complete([], 1)).toBeNull();
});
