import type { StoredQuote } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/contracts/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

/** `null` is a client that has drained. */
const steps = fc.array(fc.option(fc.constantFrom('A', 'B', 'C'), { freq: 4 }));

it('accounts for every quote: sent or conflated, in the order of the stream, the newest of each symbol', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const outbox = new Outbox();
      const seqs = new Map<string, number>();
      const accounted = new Map<string, number>();
      let streamSeq = 0;
      let sentThrough = 0;
      for (const symbol of [...all, null]) {
        if (symbol !== null) {
          const seq = (seqs.get(symbol) ?? 0) + 1;
          seqs.set(symbol, seq);
          streamSeq += 1;
          outbox.put({ quote: makeQuote(symbol, seq), streamSeq, stored: 0 } satisfies StoredQuote);
          continue;
        }
        for (const { stored, conflated } of outbox.takeAll()) {
          expect(stored.streamSeq).toBeGreaterThan(sentThrough);
          sentThrough = stored.streamSeq;
          const { symbol: sent, seq } = stored.quote;
          accounted.set(sent, (accounted.get(sent) ?? 0) + 1 + conflated);
          expect(accounted.get(sent)).toBe(seq);
        }
      }
      expect(accounted).toEqual(seqs);
    }),
  );
});
