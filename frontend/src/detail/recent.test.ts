import type { Quote } from '@quotebridge/contracts/wire';
import { expect, it } from 'vitest';
import { RECENT, withQuote } from './recent.ts';
import type { ReceivedQuote } from './recent.ts';

const received = (seq: number, epoch = 1): ReceivedQuote => ({ quote: { seq, epoch } as Quote, conflated: 0, at: seq });

it('keeps the latest quotes, newest first, each once', () => {
  let recent: readonly ReceivedQuote[] = [];
  for (const seq of [1, 3, 2, 3]) recent = withQuote(recent, received(seq));
  expect(recent.map(({ quote }) => quote.seq)).toEqual([3, 2, 1]);
  for (let seq = 4; seq < 40; seq += 1) recent = withQuote(recent, received(seq));
  expect(recent).toHaveLength(RECENT);
  expect(withQuote(recent, received(39, 2))[0]?.quote.epoch).toBe(2);
});
