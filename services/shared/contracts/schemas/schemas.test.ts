import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteSchema } from './schemas.ts';
import { WireError } from '../wire/check.ts';
import { decodeQuote, encodeQuote } from '../wire/quote.ts';
import { checkBatch, encodeTupleHead, finishTuple, fromTuple, toTuple } from '../wire/tuple.ts';

const price = fc.tuple(fc.nat(1_000_000), fc.nat(99)).map(([a, b]) => `${a}.${String(b).padStart(2, '0')}`);
const quote = fc.record({
  symbol: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
  seq: fc.integer({ min: 1 }),
  epoch: fc.nat(),
  time: fc.nat(4_000_000_000_000),
  published: fc.nat(4_000_000_000_000),
  bid: price,
  bidSize: fc.nat(),
  ask: price,
  askSize: fc.nat(),
  last: price,
});

describe('a quote on NATS', () => {
  it('survives encoding and decoding', () => {
    fc.assert(
      fc.property(quote, (sent) => {
        expect(decodeQuote(encodeQuote(sent))).toEqual(sent);
      }),
    );
  });

  it('is accepted or refused alike by the codec and by the schema', () => {
    const broken = fc
      .tuple(quote, fc.constantFrom(...Object.keys(quoteSchema.shape)), fc.anything())
      .map(([whole, field, junk]) => ({ ...whole, [field]: junk }));
    fc.assert(
      fc.property(broken, (value) => {
        const json = JSON.stringify(value);
        let accepted = true;
        try {
          decodeQuote(json);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          accepted = false;
        }
        expect(quoteSchema.safeParse(JSON.parse(json)).success).toBe(accepted);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['not json', /quote is not JSON/],
    ['[]', /quote must be an object/],
    ['{"symbol":"A.B"}', /quote\.symbol must be 1 to 32 of/],
    ['{"symbol":"A","seq":0}', /quote\.seq must be an integer from 1/],
  ])('names what is wrong with %s', (json, message) => {
    expect(() => decodeQuote(json)).toThrow(message);
  });
});

describe('a quote to a browser', () => {
  it('is the same tuple, encoded once and completed for each client', () => {
    fc.assert(
      fc.property(quote, fc.nat(), (sent, conflated) => {
        const tuple: unknown = JSON.parse(finishTuple(encodeTupleHead(sent), conflated));
        expect(tuple).toEqual(toTuple(sent, conflated));
        const batch = checkBatch({ epoch: sent.epoch, quotes: [tuple] });
        expect(batch.quotes.map((received) => fromTuple(sent.epoch, received))).toEqual([sent]);
      }),
    );
  });

  it('is refused when a field is invalid', () => {
    expect(() => checkBatch({ epoch: 1, quotes: [['A', 1]] })).toThrow(/batch\.quotes\[0\] must be an array of 10/);
    expect(() => checkBatch({ epoch: -1, quotes: [] })).toThrow(/batch\.epoch/);
    expect(() => checkBatch(null)).toThrow(/batch must be an object/);
  });
});
