import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { QuoteMerge } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/contracts/testing';
import { expect, it } from 'vitest';
import { Conflator } from './conflator.ts';
import type { Outlet } from './conflator.ts';
import { quoteFrames } from './packets.ts';

const CLIENTS = 100;
/** The heap that a client that reads nothing costs for each of its symbols, in bytes, as docs/performance.md says. */
const BYTES_A_SYMBOL = 400;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

it.each([100, 500])(
  'a client that reads nothing of %i symbols costs no more than documented, however long it stalls',
  (symbols) => {
    const merge = new QuoteMerge();
    const conflator = new Conflator<Buffer>({ pack: quoteFrames });
    const names = Array.from({ length: symbols }, (_, index) => `S${index}`);
    let seq = 0;
    const round = () => {
      seq += 1;
      for (const name of names) {
        const quote = makeQuote(name, seq);
        const effect = merge.apply(quote, 'stream');
        const entry = merge.entries.get(name);
        if (effect !== 'duplicate' && entry !== undefined) conflator.apply({ effect, quote, entry });
      }
      conflator.flush();
    };
    const clients = Array.from({ length: CLIENTS }, () => ({ isDrained: true, send: () => undefined }));
    round();
    for (const client of clients) conflator.subscribe(client satisfies Outlet<Buffer>, '*');
    for (let warm = 0; warm < 5; warm += 1) round();
    const before = heap();
    // One after the other, so that each gets a track of its own.
    for (const client of clients) {
      client.isDrained = false;
      round();
    }
    const stalled = heap();
    for (let more = 0; more < 50; more += 1) round();
    const later = heap();
    expect((stalled - before) / CLIENTS / symbols).toBeLessThan(BYTES_A_SYMBOL);
    expect((later - stalled) / CLIENTS / symbols).toBeLessThan(BYTES_A_SYMBOL / 10);
    for (const client of clients) client.isDrained = true;
    round();
    round();
    expect(conflator.tracks).toBe(1);
    expect((heap() - before) / CLIENTS / symbols).toBeLessThan(BYTES_A_SYMBOL / 10);
  },
);
