import { encodeTupleHead, fromTuple } from '@quotebridge/contracts/wire';
import type { QuoteBatch } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import { expect, it } from 'vitest';
import { encodeTuple, quoteFrames } from './packets.ts';

const HEADER = 4;

it('makes a frame for each epoch, each an event with all of its tuples', () => {
  const quotes = [makeQuote('A', 1, 7), makeQuote('B', 12, 7), makeQuote('C', 3, 8)];
  const [a, b, c] = quotes.map((quote, conflated) => encodeTuple(encodeTupleHead(quote), conflated));
  if (a === undefined || b === undefined || c === undefined) throw new Error('no tuples');
  const frames = quoteFrames([
    { epoch: 7, tuples: [a, b] },
    { epoch: 8, tuples: [c] },
  ]);
  const first = frames.readUInt16BE(2);
  const texts = [
    frames.toString('utf8', HEADER, HEADER + first),
    frames.toString('utf8', frames.indexOf('42', HEADER + first)),
  ];
  const events = texts.map((text) => JSON.parse(text.slice(2)) as [string, QuoteBatch]);
  expect(events.map(([event]) => event)).toEqual(['quotes', 'quotes']);
  const read = events.flatMap(([, { epoch, quotes: tuples }]) => tuples.map((tuple) => fromTuple(epoch, tuple)));
  expect(read).toEqual(quotes);
  expect(events.flatMap(([, batch]) => batch.quotes.map((tuple) => tuple[9]))).toEqual([0, 1, 2]);
  // The shared buffer is unchanged.
  expect(a.toString().startsWith(',["A"')).toBe(true);
});
