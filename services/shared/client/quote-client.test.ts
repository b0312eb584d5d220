import { setTimeout as delay } from 'node:timers/promises';
import type { SubscribeAck } from '@quotebridge/contracts/wire';
import { describe, expect, it, vi } from 'vitest';
import { QuoteClient } from './quote-client.ts';
import { batch, gateway, snapshot, status } from './testing.ts';

function listen(origin: string, symbols: readonly string[] | '*' = '*') {
  const heard: string[] = [];
  const moves: boolean[] = [];
  const client = new QuoteClient(
    origin,
    { symbols },
    {
      onState: (state) => heard.push(state),
      onSnapshot: ([first]) => heard.push(`snapshot ${first?.quotes[0]?.[1]}`),
      onQuotes: ({ quotes }) => heard.push(`quotes ${quotes[0]?.[1]}`),
      onStatus: ({ site }, vouched) => heard.push(`status ${site} ${vouched ? 'vouched' : 'not vouched'}`),
      onJoined: (batches) =>
        heard.push(`joined ${batches.flatMap(({ quotes }) => quotes.map(([name]) => name)).join()}`),
      onDropped: (names) => heard.push(`dropped ${names.join()}`),
      onMoving: (moving) => moves.push(moving),
      onRefused: ({ message }) => heard.push(`refused ${message}`),
      onTraced: ({ symbol, seq }) => heard.push(`traced ${symbol} ${seq}`),
      onClosing: ({ reason }) => heard.push(`closing ${reason}`),
    },
  );
  return { heard, moves, client, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

const begun = ['snapshot 1', 'status cloud vouched', 'connected'];
/** A machine that has other work is slow to connect. */
vi.setConfig({ testTimeout: 30_000 });
const patience = { timeout: 10_000 };

describe('the quote client', () => {
  it('hands on the snapshot, then what follows', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.emit('quotes', batch(2));
    server.io.emit('status', status);
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'quotes 2', 'status cloud vouched']);
  });

  it('asks for the times of a quote once it is connected, and hands them on', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    client.client.trace('early');
    await expect.poll(() => client.heard, patience).toEqual(begun);
    client.client.trace('A');
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'traced A 2']);
  });

  it('subscribes again after the server ended the connection', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.disconnectSockets(true);
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'reconnecting', ...begun]);
  });

  it('moves when asked to relocate, and hears the gateway that it leaves until another has answered', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.script[0] = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'refused still reading']);
    server.io.emit('quotes', batch(2));
    server.script[0] = { ok: true, snapshot: [batch(3)], status };
    const moved = [...begun, 'refused still reading', 'quotes 2', 'snapshot 3', 'status cloud vouched'];
    await expect.poll(() => client.heard, patience).toEqual(moved);
    await expect.poll(() => server.io.engine.clientsCount, patience).toBe(1);
    server.io.emit('quotes', batch(4));
    await expect.poll(() => client.heard, patience).toEqual([...moved, 'quotes 4']);
    expect(client.moves).toEqual([true, false]);
  });

  it('hears the gateway that it leaves until the other one vouches for prices that were fresh', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    const [first] = await server.io.fetchSockets();
    server.script[0] = { ok: true, snapshot: [batch(1)], status: { ...status, stale: { since: 1, reason: 'feed' } } };
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => server.requests.length, patience).toBe(2);
    server.io.emit('quotes', batch(2));
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'quotes 2']);
    server.io.except(first!.id).emit('status', status);
    await expect
      .poll(() => client.heard, patience)
      .toEqual([...begun, 'quotes 2', 'snapshot 2', 'status cloud vouched']);
    expect(client.moves).toEqual([true, false]);
  });

  it('goes on with the gateway that it moves to when the one that it leaves is gone first', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.script[0] = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    const [first] = await server.io.fetchSockets();
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'refused still reading']);
    first?.disconnect(true);
    await expect.poll(() => client.heard, patience).toContain('reconnecting');
    server.script[0] = snapshot;
    await expect.poll(() => client.heard.slice(-3), patience).toEqual(begun);
    await expect.poll(() => server.io.engine.clientsCount, patience).toBe(1);
    // The connection that was lost is not dialled again, as it would be within 1.5 s.
    await delay(1_600);
    expect(server.io.engine.clientsCount).toBe(1);
  });

  it('says what it holds when it comes back, and gives a whole snapshot of it', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.emit('quotes', batch(2));
    await expect.poll(() => client.heard, patience).toContain('quotes 2');
    server.script[0] = { ok: true, snapshot: [], status, resumed: 1 };
    server.io.disconnectSockets(true);
    await expect
      .poll(() => client.heard.slice(-4), patience)
      .toEqual(['reconnecting', 'snapshot 2', 'status cloud vouched', 'connected']);
    expect(server.requests.at(-1)).toEqual({ symbols: '*', resume: [{ epoch: 1, seqs: { A: 2 } }] });
  });

  it('asks for everything when what it holds is not what the gateway left out', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.script[0] = { ok: true, snapshot: [], status, resumed: 0 };
    server.io.disconnectSockets(true);
    await expect.poll(() => server.requests.at(-1), patience).toHaveProperty('resume');
    server.script[0] = snapshot;
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'reconnecting', ...begun]);
    expect(server.requests.at(-1)).toEqual({ symbols: '*' });
  });

  it('asks again when refused, and tells why', async () => {
    const notReady: SubscribeAck = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    await using server = await gateway([notReady, snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(['refused still reading', ...begun]);
  });

  it('hears no quotes and lets no status vouch before the snapshot', async () => {
    await using server = await gateway([]);
    using client = listen(server.origin);
    await expect.poll(() => server.requests, patience).toHaveLength(1);
    server.io.emit('quotes', batch(9));
    server.io.emit('status', status);
    await expect.poll(() => client.heard, patience).toEqual(['status cloud not vouched']);
  });

  it('refuses a batch that breaks the contract and goes on', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.emit('quotes', { epoch: -1, quotes: [] });
    server.io.emit('quotes', batch(3));
    await expect
      .poll(() => client.heard, patience)
      .toEqual([...begun, 'refused batch.epoch must be an integer from 0', 'quotes 3']);
  });

  it('gives up a connection on which nothing is heard and dials anew', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, { timeout: 15_000 }).toEqual([...begun, 'reconnecting', ...begun]);
  }, 20_000);

  it('subscribes to what is wanted more and unsubscribes what is not, without asking for the rest again', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin, ['A', 'B']);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    client.client.want({ symbols: ['A', 'C'] });
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'dropped B', 'joined A']);
    expect(server.requests).toEqual([{ symbols: ['A', 'B'] }, { unsubscribe: ['B'] }, { symbols: ['C'] }]);
  });

  it('is connected with nothing to subscribe to, and tells the status all the same', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin, []);
    await expect.poll(() => server.io.engine.clientsCount, patience).toBe(1);
    await expect
      .poll(() => {
        server.io.emit('status', status);
        return client.heard.slice(0, 3);
      }, patience)
      .toEqual(['snapshot undefined', 'status cloud vouched', 'connected']);
    client.client.want({ symbols: ['A'] });
    await expect.poll(() => client.heard, patience).toContain('joined A');
    expect(server.requests).toEqual([{ symbols: ['A'] }]);
  });

  it('asks for everything again at another rate, and lets go first for another mode', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin, ['A']);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    client.client.want({ symbols: ['A'], maxRate: 5 });
    await expect.poll(() => client.heard, patience).toEqual([...begun, ...begun.slice(0, 2)]);
    client.client.want({ symbols: ['A'], mode: 'every' });
    await expect.poll(() => client.heard, patience).toHaveLength(7);
    const resume = [{ epoch: 1, seqs: { A: 1 } }];
    expect(server.requests.slice(1)).toEqual([
      { symbols: ['A'], maxRate: 5, resume },
      { unsubscribe: '*' },
      { symbols: ['A'], mode: 'every', resume },
    ]);
  });

  it('does without a symbol that the gateway does not know', async () => {
    const error = { code: 'unknown_symbol', message: 'no such symbol: X', symbols: ['X'] } as const;
    await using server = await gateway([{ ok: false, error }, snapshot]);
    using client = listen(server.origin, ['A', 'X']);
    await expect.poll(() => client.heard, patience).toEqual(['refused no such symbol: X', ...begun]);
    expect(server.requests).toEqual([{ symbols: ['A', 'X'] }, { symbols: ['A'] }]);
  });

  it('counts the bytes that come, and tells why it is cut off', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    const before = client.client.bytes;
    expect(before).toBeGreaterThan(100);
    server.io.emit('closing', { reason: 'slow_consumer', message: 'too slow' });
    await expect.poll(() => client.heard, patience).toContain('closing slow_consumer');
    expect(client.client.bytes).toBeGreaterThan(before + 40);
  });
});
