import { makeQuote } from '@quotebridge/contracts/testing';
import { QuoteMerge } from '@quotebridge/quote-reader';
import { expect, it } from 'vitest';
import { Conflator } from './conflator.ts';
import type { Outlet } from './conflator.ts';
import type { EncodedBatch } from './packets.ts';
import { FlushClock } from './flush-clock.ts';

const SYMBOLS = Array.from({ length: 50 }, (_, index) => `S${index}`);
const CLIENTS = 200;
/** The time between two quotes of a symbol, in milliseconds. */
const QUOTED_EVERY_MS = 100;
/** The cost of one packet in milliseconds: with all clients every 50 ms, twice the time available. */
const PACKET_MS = 0.5;
const FLUSH = { minMs: 0, maxMs: 50 };

/** A client that records how many tuples it received, and the greatest age. */
class Client implements Outlet<readonly EncodedBatch[]> {
  isDrained = true;
  tuples = 0;
  now = 0;
  oldest = 0;

  send(batches: readonly EncodedBatch[]): void {
    for (const text of batches.flatMap(({ tuples }) => tuples)) {
      const [, , published] = JSON.parse(text.toString().slice(1)) as [string, number, number];
      this.tuples += 1;
      this.oldest = Math.max(this.oldest, this.now - published);
    }
  }
}

it('under twice the load that it can process, every client gets as much, and no quote older than one interval', () => {
  const merge = new QuoteMerge();
  const conflator = new Conflator<readonly EncodedBatch[]>({ pack: (batches) => batches });
  const clock = new FlushClock(FLUSH);
  const clients = Array.from({ length: CLIENTS }, (_, index) => {
    const client = new Client();
    conflator.subscribe(
      client,
      Array.from({ length: 10 }, (__, step) => SYMBOLS[(index + step * 3) % 50] ?? ''),
    );
    return client;
  });
  const seqs = new Map<string, number>();
  let due = Number.POSITIVE_INFINITY;
  let busyUntil = 0;
  for (let now = 0; now < 10_000; now += 1) {
    for (const [index, symbol] of SYMBOLS.entries()) {
      if (now % QUOTED_EVERY_MS !== (index * 2) % QUOTED_EVERY_MS) continue;
      const seq = (seqs.get(symbol) ?? 0) + 1;
      seqs.set(symbol, seq);
      const effect = merge.apply({ ...makeQuote(symbol, seq), time: now, published: now }, 'stream');
      const entry = merge.entries.get(symbol);
      if (effect !== 'duplicate' && entry !== undefined) conflator.apply({ effect, quote: entry.quote, entry });
      const wait = clock.changed(now);
      if (wait !== null) due = now + wait;
    }
    if (now < due || now < busyUntil) continue;
    due = Number.POSITIVE_INFINITY;
    clock.flushed(now);
    for (const client of clients) client.now = now;
    const { packets } = conflator.flush(now);
    busyUntil = now + packets * PACKET_MS;
    clock.cost(packets * PACKET_MS);
  }
  const rates = clients.map(({ tuples }) => tuples);
  expect(Math.min(...rates) / Math.max(...rates)).toBeGreaterThanOrEqual(0.8);
  expect(clock.intervalMs).toBeGreaterThan(FLUSH.maxMs);
  expect(Math.max(...clients.map(({ oldest }) => oldest))).toBeLessThanOrEqual(Math.ceil(clock.intervalMs) + 1);
});
