import { finishTuple, encodeTupleHead } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { setUp, TestClient, tuplesOf } from './testing.ts';

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
});
