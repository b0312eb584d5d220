import type { QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Held } from './held.ts';

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

/** What a gateway does with a resume: leaves out what it holds alike. */
function answer(whole: readonly QuoteBatch[], held: Held) {
  const points = new Map(held.points.map(({ epoch, seqs }) => [epoch, seqs]));
  const snapshot = whole.map(({ epoch, quotes }) => ({
    epoch,
    quotes: quotes.filter(([symbol, seq]) => points.get(epoch)?.[symbol] !== seq),
  }));
  const count = (batches: readonly QuoteBatch[]) => batches.reduce((sum, { quotes }) => sum + quotes.length, 0);
  return { snapshot, resumed: count(whole) - count(snapshot) };
}

const sorted = (snapshot: readonly QuoteBatch[]) =>
  snapshot.flatMap(({ epoch, quotes }) => quotes.map((each) => [epoch, ...each].join(' '))).toSorted();

const symbol = fc.constantFrom('A', 'B', 'C', 'D');
const quote = fc.record({ epoch: fc.constantFrom(1, 2), symbol, seq: fc.integer({ min: 1, max: 3 }) });

it('makes the snapshot whole again, whatever was held', () => {
  fc.assert(
    fc.property(fc.array(quote), fc.uniqueArray(quote, { selector: (each) => each.symbol }), (seen, now) => {
      const there = new Set(now.map((each) => each.symbol));
      const held = new Held();
      for (const each of seen.filter((one) => there.has(one.symbol)))
        held.take({ epoch: each.epoch, quotes: [tuple(each.symbol, each.seq, 5)] });
      const whole = now.map((each) => ({ epoch: each.epoch, quotes: [tuple(each.symbol, each.seq)] }));
      const { snapshot, resumed } = answer(whole, held);
      expect(sorted(held.complete(snapshot, resumed) ?? [])).toEqual(sorted(whole));
    }),
  );
});

it('does not make up for a symbol that is no more', () => {
  const held = new Held();
  held.take({ epoch: 1, quotes: [tuple('A', 1), tuple('GONE', 1)] });
  expect(held.complete([], 1)).toBeNull();
});
