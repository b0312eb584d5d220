import type { QuoteTuple } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncodedBatch } from './packets.ts';
import { LosslessQueue } from './lossless-queue.ts';

function setUp(maxQueued = 1_000) {
  const overflowed: unknown[] = [];
  const queue = new LosslessQueue<readonly EncodedBatch[]>({
    pack: (batches) => batches,
    maxQueued,
    onOverflow: (outlet) => overflowed.push(outlet),
  });
  const client = () => {
    const got: string[] = [];
    return {
      isDrained: true,
      got,
      send(batches: readonly EncodedBatch[]) {
        for (const { epoch, tuples } of batches) {
          for (const text of tuples) {
            const [symbol, seq, ...rest] = JSON.parse(text.toString().slice(1)) as QuoteTuple;
            got.push(`${epoch} ${symbol} ${seq} +${rest[7]}`);
          }
        }
      },
    };
  };
  return { queue, client, overflowed };
}

describe('LosslessQueue', () => {
  it('sends every quote once and in order, across a change of epoch too', () => {
    const { queue, client } = setUp();
    const one = client();
    queue.enqueue(makeQuote('A', 1));
    expect(queue.subscribe(one, ['A']).flatMap(({ quotes }) => quotes.map((t) => t[1]))).toEqual([1]);
    for (const [seq, epoch] of [
      [2, 1],
      [3, 1],
      [3, 1],
      [4, 2],
      [5, 1],
    ] as const) {
      queue.enqueue(makeQuote('A', seq, epoch));
    }
    queue.enqueue(makeQuote('B', 1));
    queue.flush();
    expect(one.got).toEqual(['1 A 2 +0', '1 A 3 +0', '2 A 4 +0', '1 A 5 +0']);
  });

  it('encodes a quote once for all clients', () => {
    const { queue, client } = setUp();
    const clients = Array.from({ length: 5 }, client);
    for (const each of clients) queue.subscribe(each, '*');
    for (const seq of [1, 2, 3]) queue.enqueue(makeQuote('A', seq));
    expect(queue.flush()).toMatchObject({ encoded: 3, packets: 5, tuples: 15 });
  });

  it('removes a client for which too many quotes wait, and no other', () => {
    const { queue, client, overflowed } = setUp(10);
    const [unread, fine] = [client(), client()];
    for (const each of [unread, fine]) queue.subscribe(each, '*');
    unread.isDrained = false;
    for (let seq = 1; seq <= 30; seq += 1) {
      queue.enqueue(makeQuote('A', seq));
      queue.flush();
    }
    expect(overflowed).toEqual([unread]);
    expect(fine.got).toHaveLength(30);
    expect(queue.hasBehind).toBe(false);
  });

  it('leaves neither gap nor duplicate, in whatever order flushes, stalls and subscriptions happen', () => {
    const act = fc.constantFrom('enqueue', 'enqueue', 'enqueue', 'flush', 'stall', 'subscribe');
    fc.assert(
      fc.property(fc.array(act, { maxLength: 100 }), (acts) => {
        const { queue, client } = setUp();
        const one = client();
        let seq = 0;
        let expected = 0;
        const check = () => {
          for (const line of one.got.splice(0)) {
            expected += 1;
            expect(line).toBe(`1 A ${expected} +0`);
          }
        };
        for (const each of ['subscribe', ...acts]) {
          if (each === 'enqueue') queue.enqueue(makeQuote('A', (seq += 1)));
          else if (each === 'flush') queue.flush();
          else if (each === 'stall') one.isDrained = !one.isDrained;
          else expected = queue.subscribe(one, ['A'])[0]?.quotes[0]?.[1] ?? 0;
          check();
        }
        one.isDrained = true;
        queue.flush();
        check();
        expect(expected).toBe(seq);
      }),
    );
  });
});
