import assert from 'node:assert/strict';
import { missingAfter } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import { QuoteMerge } from '@quotebridge/quote-reader';
import { Conflator } from './conflator.ts';
import type { Outlet } from './conflator.ts';
import type { EncodedBatch } from './packets.ts';

/** A client that accounts for quotes as the contract says, and fails on what must not happen. */
export class TestClient implements Outlet<readonly EncodedBatch[]> {
  isDrained = true;
  readonly newest = new Map<string, QuoteTuple>();
  readonly sums = new Map<string, number>();
  readonly packets: { epoch: number; tuples: QuoteTuple[] }[] = [];

  begin(snapshot: readonly QuoteBatch[]): void {
    for (const tuple of snapshot.flatMap((batch) => batch.quotes)) {
      this.newest.set(tuple[0], tuple);
      this.sums.set(tuple[0], 0);
    }
  }

  send(batches: readonly EncodedBatch[]): void {
    assert.ok(this.isDrained);
    for (const { epoch, tuples } of batches) this.#take(epoch, tuples);
  }

  #take(epoch: number, encoded: readonly Buffer[]): void {
    const tuples = encoded.map((bytes) => JSON.parse(bytes.toString().slice(1)) as QuoteTuple);
    this.packets.push({ epoch, tuples });
    for (const tuple of tuples) {
      const [symbol, seq, ...rest] = tuple;
      const before = this.newest.get(symbol);
      this.newest.set(symbol, tuple);
      const step = before === undefined ? 0 : missingAfter(before[1], seq, rest[7]);
      this.sums.set(symbol, (this.sums.get(symbol) ?? 0) + step);
    }
  }
}

/** A reader and a conflator behind it. */
export function setUp() {
  const merge = new QuoteMerge();
  const conflator = new Conflator<readonly EncodedBatch[]>({ pack: (batches) => batches });
  const receive = (quote: Quote, via: 'stream' | 'core' = 'stream') => {
    const effect = merge.apply(quote, via);
    const entry = merge.entries.get(quote.symbol);
    if (effect !== 'duplicate' && entry !== undefined) conflator.apply({ effect, quote, entry });
  };
  const join = (symbols: readonly string[] | '*' = '*', intervalMs?: number) => {
    const client = new TestClient();
    client.begin(conflator.subscribe(client, symbols, intervalMs));
    return client;
  };
  return { merge, conflator, receive, join };
}

export const tuplesOf = (client: TestClient) =>
  client.packets.flatMap((packet) => packet.tuples.map((t) => [t[0], t[1], t[9]]));
