import type { Quote } from '@quotebridge/contracts/wire';
import { expect, it } from 'vitest';
import { RECENT, withHeard } from './recent.ts';
import type { Heard } from './recent.ts';

const heard = (seq: number, epoch = 1): Heard => ({ quote: { seq, epoch } as Quote, conflated: 0, at: seq });

it('keeps the latest quotes, newest first, each once', () => {
  let recent: readonly Heard[] = [];
  for (const seq of [1, 3, 2, 3]) recent = withHeard(recent, heard(seq));
  expect(recent.map(({ quote }) => quote.seq)).toEqual([3, 2, 1]);
  for (let seq = 4; seq < 40; seq += 1) recent = withHeard(recent, heard(seq));
  expect(recent).toHaveLength(RECENT);
  expect(withHeard(recent, heard(39, 2))[0]?.quote.epoch).toBe(2);
});
