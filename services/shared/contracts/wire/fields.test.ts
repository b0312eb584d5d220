import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFieldsHead, inOrder, QUOTE_FIELDS, readFields } from './fields.ts';
import type { Quote } from './quote.ts';
import { encodeTupleHead, finishTuple } from './tuple.ts';

const quote: Quote = {
  symbol: 'A',
  seq: 7,
  epoch: 3,
  time: 1_000,
  published: 1_004,
  bid: '1.10',
  bidSize: 100,
  ask: '1.20',
  askSize: 200,
  last: '1.15',
};

it('reads what was encoded, whichever fields were asked for and in whatever order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...QUOTE_FIELDS)), fc.nat(), (asked, folded) => {
      const fields = inOrder(asked);
      const tuple: unknown = JSON.parse(finishTuple(encodeFieldsHead(quote, fields), folded));
      const [read] = readFields({ epoch: 3, quotes: [tuple] }, fields);
      const { lag, ...whole } = { ...quote, lag: 4 };
      expect(lag).toBe(4);
      for (const field of fields) {
        if (field === 'lag') expect(read?.time).toBe(quote.time);
        else expect(read?.[field]).toBe(whole[field]);
      }
      expect(read).toMatchObject({ symbol: 'A', seq: 7, epoch: 3, published: 1_004, folded });
    }),
  );
});

it('is the whole tuple when all fields are asked for', () => {
  expect(encodeFieldsHead(quote, QUOTE_FIELDS)).toBe(encodeTupleHead(quote));
});

it('refuses tuples of other fields', () => {
  expect(() => readFields({ epoch: 1, quotes: [['A', 1, 2, 0]] }, ['bid'])).toThrow('must be an array of 5');
  expect(() => readFields({ epoch: 1, quotes: [['A', 1, 2, 9, 0]] }, ['bid'])).toThrow('published, bid, folded');
  expect(() => readFields({ epoch: -1, quotes: [] }, ['bid'])).toThrow('batch.epoch');
});
