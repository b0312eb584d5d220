import assert from 'node:assert/strict';
import { finishTuple, encodeTupleHead, missingAfter } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import { QuoteMerge } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conflator } from './conflator.ts';
import type { Outlet } from './conflator.ts';
import type { EncodedBatch } from './packets.ts';

/** A client that accounts for quotes as the contract says, and fails on what must not happen. */
class TestClient implements Outlet<readonly EncodedBatch[]> {
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
function setUp() {
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

const tuplesOf = (client: TestClient) =>
  client.packets.flatMap((packet) => packet.tuples.map((t) => [t[0], t[1], t[9]]));

describe('Conflator', () => {
  it('answers a subscription with the newest quotes, by epoch, and sends only what follows', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 7, 1));
    receive(makeQuote('B', 3, 2));
    const client = new TestClient();
    const snapshot = conflator.subscribe(client, ['A', 'B', 'C']);
    expect(snapshot.map(({ epoch, quotes }) => [epoch, quotes.map((t) => [t[0], t[1], t[9]])])).toEqual([
      [1, [['A', 7, 0]]],
      [2, [['B', 3, 0]]],
    ]);
    conflator.flush();
    expect(client.packets).toEqual([]);
    receive(makeQuote('A', 8, 2));
    conflator.flush();
    expect(tuplesOf(client)).toEqual([['A', 8, 0]]);
    expect(tuplesOf(join())).toEqual([]);
  });

  it('sends the newest of several and says how many it replaced', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const client = join();
    for (const seq of [2, 3, 4]) receive(makeQuote('A', seq));
    conflator.flush();
    expect(tuplesOf(client)).toEqual([['A', 4, 2]]);
  });

  it('skips a client that has not drained, and conflates what it missed', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const [slow, quick] = [join(), join()];
    slow.isDrained = false;
    for (const seq of [2, 3, 4]) {
      receive(makeQuote('A', seq));
      conflator.flush();
    }
    expect(tuplesOf(slow)).toEqual([]);
    expect(conflator.hasBehind).toBe(true);
    slow.isDrained = true;
    conflator.retry();
    expect(tuplesOf(slow)).toEqual([['A', 4, 2]]);
    expect(tuplesOf(quick)).toEqual([
      ['A', 2, 0],
      ['A', 3, 0],
      ['A', 4, 0],
    ]);
    expect(conflator.hasBehind).toBe(false);
  });

  it('repeats the newest quote for older ones that were filled in', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const client = join();
    receive(makeQuote('A', 4), 'core');
    conflator.flush();
    expect(client.sums.get('A')).toBe(2);
    receive(makeQuote('A', 2));
    receive(makeQuote('A', 3));
    conflator.flush();
    expect(tuplesOf(client)).toEqual([
      ['A', 4, 0],
      ['A', 4, 2],
    ]);
    expect(client.sums.get('A')).toBe(0);
  });

  it('does not count quotes that were missing before a client joined', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    receive(makeQuote('A', 4), 'core');
    const client = join();
    receive(makeQuote('A', 2));
    receive(makeQuote('A', 3));
    receive(makeQuote('A', 4));
    receive(makeQuote('A', 5));
    conflator.flush();
    expect(tuplesOf(client)).toEqual([['A', 5, 0]]);
  });

  it('shows a gap for a quote that never arrives', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const client = join();
    receive(makeQuote('A', 3));
    conflator.flush();
    expect(client.sums.get('A')).toBe(1);
  });

  it('sends a correction as it is, though its number is lower', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1, 1));
    const client = join();
    for (const seq of [2, 3]) receive(makeQuote('A', seq, 1), 'core');
    conflator.flush();
    receive(makeQuote('A', 2, 2));
    conflator.flush();
    expect(tuplesOf(client)).toEqual([
      ['A', 3, 1],
      ['A', 2, 0],
    ]);
    expect(client.packets.map((packet) => packet.epoch)).toEqual([1, 2]);
    expect(client.sums.get('A')).toBe(0);
  });

  it('gives a whole-market client the symbols that appear later', () => {
    const { conflator, receive, join } = setUp();
    const [all, some] = [join(), join(['B'])];
    receive(makeQuote('A', 1));
    conflator.flush();
    expect(tuplesOf(all)).toEqual([['A', 1, 0]]);
    expect(tuplesOf(some)).toEqual([]);
  });

  it('sends nothing of unsubscribed symbols, and nothing to a client that left', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const [one, all, gone] = [join(['A']), join(), join()];
    receive(makeQuote('A', 2));
    conflator.unsubscribe(one, ['A', 'never']);
    conflator.unsubscribe(all, '*');
    conflator.remove(gone);
    receive(makeQuote('B', 1));
    conflator.flush();
    expect([one, all, gone].flatMap(tuplesOf)).toEqual([]);
  });

  it('takes a repeated subscription as a new baseline', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const client = join();
    receive(makeQuote('A', 2));
    client.begin(conflator.subscribe(client, ['A']));
    receive(makeQuote('A', 3));
    conflator.flush();
    expect(tuplesOf(client)).toEqual([['A', 3, 0]]);
  });

  it('encodes each changed quote once, however many clients there are', () => {
    const { conflator, receive, join } = setUp();
    for (const symbol of ['A', 'B']) receive(makeQuote(symbol, 1));
    const clients = Array.from({ length: 50 }, () => join());
    for (const symbol of ['A', 'B']) receive(makeQuote(symbol, 2));
    const first = clients[0];
    if (first !== undefined) first.isDrained = false;
    expect(conflator.flush()).toMatchObject({ encoded: 2, packets: 49, tuples: 98, conflated: 0, skipped: 1 });
    if (first !== undefined) first.isDrained = true;
    expect(conflator.retry()).toMatchObject({ encoded: 0, packets: 1, tuples: 2, conflated: 0, skipped: 0 });
  });

  it('does no more work for more clients with the same subscriptions', () => {
    const workFor = (clients: number) => {
      const { conflator, receive, join } = setUp();
      const names = ['A', 'B', 'C', 'D'];
      for (const name of names) receive(makeQuote(name, 1));
      for (let index = 0; index < clients; index += 1) join(index % 2 === 0 ? ['A', 'B'] : ['D', 'B']);
      for (const name of names) receive(makeQuote(name, 2));
      conflator.flush();
      for (const name of names) receive(makeQuote(name, 3));
      const { encoded, packed, tuples } = conflator.flush();
      return { encoded, packed, tuples, tracks: conflator.tracks };
    };
    expect(workFor(2)).toEqual({ encoded: 3, packed: 2, tuples: 4, tracks: 2 });
    expect(workFor(400)).toEqual({ encoded: 3, packed: 2, tuples: 800, tracks: 2 });
  });

  it('packs once for clients that share a track, and merges a client back once it has caught up', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const clients = [join(), join(), join()];
    const [first] = clients;
    receive(makeQuote('A', 2));
    conflator.flush();
    if (first !== undefined) first.isDrained = false;
    receive(makeQuote('A', 3));
    expect(conflator.flush()).toMatchObject({ packed: 1, packets: 2, skipped: 1 });
    expect(conflator.tracks).toBe(2);
    if (first !== undefined) first.isDrained = true;
    receive(makeQuote('A', 4));
    expect(conflator.flush()).toMatchObject({ packed: 2, packets: 3 });
    expect(conflator.tracks).toBe(1);
    receive(makeQuote('A', 5));
    expect(conflator.flush()).toMatchObject({ packed: 1, packets: 3 });
    expect(clients.map((client) => client.sums.get('A'))).toEqual([0, 0, 0]);
  });

  it('keeps to the requested rate, on a grid that clients of one rate share', () => {
    const { conflator, receive, join } = setUp();
    receive(makeQuote('A', 1));
    const [slow, alike] = [100, 100].map((intervalMs) => join(['A'], intervalMs));
    const quick = join(['A']);
    for (let seq = 2; seq <= 41; seq += 1) {
      receive(makeQuote('A', seq));
      conflator.flush(seq * 10);
    }
    expect(quick.packets).toHaveLength(40);
    expect(slow?.packets).toHaveLength(5);
    expect(alike?.packets).toEqual(slow?.packets);
    expect(slow?.sums.get('A')).toBe(0);
    expect(conflator.hasBehind).toBe(true);
    conflator.retry(500);
    expect(slow?.newest.get('A')?.[1]).toBe(41);
  });

  it('encodes tuples that are JSON', () => {
    const quote = makeQuote('A', 1);
    expect(JSON.parse(finishTuple(encodeTupleHead(quote), 3))).toHaveLength(10);
  });

  it('ends with every account at 0 once nothing is missing, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const market = new Market();
        for (const act of steps) market.take(act);
        market.settle();
        expect(market.merge.totals).toMatchObject({ missing: 0, lost: 0 });
        for (const client of market.clients) {
          for (const [symbol, entry] of market.merge.entries) {
            expect(client.newest.get(symbol)?.[1]).toBe(entry.quote.seq);
            expect(client.sums.get(symbol)).toBe(0);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const symbol = fc.constantFrom('A', 'B');
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('publish' as const), symbol, core: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('deliver' as const), count: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('flush' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('retry' as const) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('stall' as const), client: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('join' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('rejoin' as const), client: fc.nat(5) }) },
  // The stream refuses a feed's publishes, though core subscribers receive some of them; then the next feed takes over.
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('failOver' as const),
      symbol,
      received: fc.array(fc.boolean(), { maxLength: 4 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A feed, its stream, a reader of stream and core subscription, and clients. */
class Market {
  readonly clients: TestClient[] = [];
  readonly #set = setUp();
  readonly #seqs = new Map<string, number>();
  readonly #stream: Quote[] = [];
  /** Clients whose baseline lacked nothing. */
  readonly #complete = new Set<TestClient>();
  #epoch = 1;

  get merge(): QuoteMerge {
    return this.#set.merge;
  }

  take(act: Step): void {
    const client = 'client' in act ? this.clients[act.client] : undefined;
    switch (act.act) {
      case 'publish':
        return this.#publish(act.symbol, act.core);
      case 'deliver':
        return this.#deliver(act.count);
      case 'flush':
        return this.#flush();
      case 'retry':
        this.#set.conflator.retry();
        return;
      case 'stall':
        if (client !== undefined) client.isDrained = !client.isDrained;
        return;
      case 'join':
        this.clients.push(this.#noteBaseline(this.#set.join()));
        return;
      case 'rejoin':
        if (client === undefined) return;
        client.begin(this.#set.conflator.subscribe(client, '*'));
        this.#noteBaseline(client);
        return;
      case 'failOver':
        return this.#failOver(act.symbol, act.received);
    }
  }

  /** Delivers everything in the stream, after a last quote of each symbol so that the stream's quote is the newest. */
  settle(): void {
    this.#publish('A', false);
    this.#publish('B', false);
    this.#deliver(this.#stream.length);
    for (const client of this.clients) client.isDrained = true;
    this.#flush();
  }

  #noteBaseline(client: TestClient): TestClient {
    if (this.merge.entries.size === 2 && this.merge.totals.missing === 0) this.#complete.add(client);
    else this.#complete.delete(client);
    return client;
  }

  #publish(name: string, core: boolean): void {
    const seq = (this.#seqs.get(name) ?? 0) + 1;
    this.#seqs.set(name, seq);
    const quote = makeQuote(name, seq, this.#epoch);
    this.#stream.push(quote);
    if (core) this.#set.receive(quote, 'core');
  }

  #deliver(count: number): void {
    for (const quote of this.#stream.splice(0, count)) this.#set.receive(quote, 'stream');
  }

  #failOver(name: string, received: readonly boolean[]): void {
    for (const [index, isReceived] of received.entries()) {
      if (isReceived) this.#set.receive(makeQuote(name, (this.#seqs.get(name) ?? 0) + 1 + index, this.#epoch), 'core');
    }
    this.#epoch += 1;
  }

  #flush(): void {
    for (const client of this.clients) client.packets.length = 0;
    this.#set.conflator.flush();
    for (const { packets } of this.clients) {
      assert.equal(new Set(packets.map((packet) => packet.epoch)).size, packets.length);
    }
    // Without a fail-over, whose correction may coincide with a new gap, accounts are right at every flush and not only in the end.
    if (this.#epoch > 1) return;
    for (const client of this.clients.filter((each) => each.isDrained && this.#complete.has(each))) {
      const missing = [...client.sums.values()].reduce((sum, each) => sum + each, 0);
      assert.equal(missing, this.merge.totals.missing);
    }
  }
}
