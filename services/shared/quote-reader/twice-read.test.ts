import { encodeQuote, WireError } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import { expect, it } from 'vitest';
import { TwiceRead } from './twice-read.ts';

it('decodes the same text once, and every other text again', () => {
  const reader = new TwiceRead();
  const now = Date.now();
  const [first, second] = [makeQuote('A', 1), makeQuote('A', 2)];
  const read = reader.read('quotes.A', encodeQuote(first), now);
  expect(read).toEqual({ kind: 'quote', quote: first });
  expect(reader.read('quotes.A', encodeQuote(first), now)).toBe(read);
  expect(reader.read('quotes.A', encodeQuote(second), now)).toEqual({ kind: 'quote', quote: second });
  expect(reader.read('quotes.A', encodeQuote(first), now)).toEqual(read);
});

it('refuses junk each time, and the text of another subject', () => {
  const reader = new TwiceRead();
  const text = encodeQuote(makeQuote('A', 1));
  reader.read('quotes.A', text, Date.now());
  for (let times = 0; times < 2; times += 1) {
    expect(() => reader.read('quotes.A', 'junk', Date.now())).toThrow(WireError);
    expect(() => reader.read('quotes.B', text, Date.now())).toThrow(WireError);
  }
});
