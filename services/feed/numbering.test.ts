import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Numbering } from './numbering.ts';

const quoteOf = (symbol: string) => ({ symbol, at: 0, bid: '1', bidSize: 1, ask: '2', askSize: 1, last: '1' });

it("continues the stream's numbers, by 1 for each symbol", () => {
  const numbering = new Numbering(7, new Map([['A', 41]]));
  const seqs = ['A', 'B', 'A', 'B'].map((symbol) => numbering.number(quoteOf(symbol), 5).seq);
  expect(seqs).toEqual([42, 1, 43, 2]);
  expect(numbering.number(quoteOf('A'), 5)).toMatchObject({ epoch: 7, time: 5, published: 5 });
});

it('sums in its heartbeat the newest numbers of only the symbols quoted in this epoch', () => {
  const symbol = fc.constantFrom('A', 'B', 'C');
  const held = fc.dictionary(symbol, fc.integer({ min: 1, max: 1_000 }));
  fc.assert(
    fc.property(held, fc.array(symbol, { maxLength: 30 }), (before, quoted) => {
      const numbering = new Numbering(7, new Map(Object.entries(before)));
      const newest = new Map(quoted.map((name) => [name, numbering.number(quoteOf(name), 5).seq]));
      const count = [...newest.values()].reduce((sum, seq) => sum + seq, 0);
      const heartbeat = numbering.heartbeat({ time: 9, sent: 11 });
      expect(heartbeat).toEqual({ epoch: 7, time: 9, count, symbols: newest.size, sent: 11, beat: 1 });
      expect(numbering.heartbeat({ time: 9, sent: 11 }).beat).toBe(2);
    }),
  );
});
