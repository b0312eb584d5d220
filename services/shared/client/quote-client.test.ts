import { setTimeout as delay } from 'node:timers/promises';
import type { SubscribeAck } from '@quotebridge/contracts/wire';
import { describe, expect, it, vi } from 'vitest';
import { QuoteClient } from './quote-client.ts';
import { batch, gateway, snapshot, status } from './testing.ts';

function openClient(origin: string, symbols: readonly string[] | '*' = '*') {
  const events: string[] = [];
  const relocations: (string | null)[] = [];
  const client = new QuoteClient(
    origin,
    { symbols },
    {
      onState: (state) => events.push(state),
      onSnapshot: ([first]) => events.push(`snapshot ${first?.quotes[0]?.[1]}`),
      onQuotes: ({ quotes }) => events.push(`quotes ${quotes[0]?.[1]}`),
      onStatus: ({ site }, hasSnapshot) => events.push(`status ${site}${hasSnapshot ? '' : ' before the snapshot'}`),
      onAdded: (batches) =>
        events.push(`added ${batches.flatMap(({ quotes }) => quotes.map(([name]) => name)).join()}`),
      onRemoved: (names) => events.push(`removed ${names.join()}`),
      onRelocating: (reason) => relocations.push(reason),
      onRefused: ({ message }) => events.push(`refused ${message}`),
      onTraced: ({ symbol, seq }) => events.push(`traced ${symbol} ${seq}`),
      onClosing: ({ reason }) => events.push(`closing ${reason}`),
    },
  );
  return { events, relocations, client, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

const begun = ['snapshot 1', 'status cloud', 'connected'];
/** A busy machine connects slowly. */
vi.setConfig({ testTimeout: 30_000 });
const patience = { timeout: 10_000 };

describe('the quote client', () => {
  it('delivers the snapshot, then the quotes that follow', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    server.io.emit('quotes', batch(2));
    server.io.emit('status', status);
    await expect.poll(() => client.events, patience).toEqual([...begun, 'quotes 2', 'status cloud']);
  });

  it('traces a quote once it is connected, and reports the times', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    client.client.trace('early');
    await expect.poll(() => client.events, patience).toEqual(begun);
    client.client.trace('A');
    await expect.poll(() => client.events, patience).toEqual([...begun, 'traced A 2']);
  });

  it('subscribes again after the server ended the connection', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    server.io.disconnectSockets(true);
    await expect.poll(() => client.events, patience).toEqual([...begun, 'reconnecting', ...begun]);
  });

  it('relocates when asked to, and delivers the old gateway’s quotes until the new one has answered', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    server.script[0] = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => client.events, patience).toEqual([...begun, 'refused still reading']);
    server.io.emit('quotes', batch(2));
    server.script[0] = { ok: true, snapshot: [batch(3)], status };
    const moved = [...begun, 'refused still reading', 'quotes 2', 'snapshot 3', 'status cloud'];
    await expect.poll(() => client.events, patience).toEqual(moved);
    await expect.poll(() => server.io.engine.clientsCount, patience).toBe(1);
    server.io.emit('quotes', batch(4));
    await expect.poll(() => client.events, patience).toEqual([...moved, 'quotes 4']);
    expect(client.relocations).toEqual(['drain', null]);
  });

  it('delivers the old gateway’s quotes until the new one confirms prices that were fresh', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    const [first] = await server.io.fetchSockets();
    server.script[0] = { ok: true, snapshot: [batch(1)], status: { ...status, stale: { since: 1, reason: 'feed' } } };
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => server.requests.length, patience).toBe(2);
    server.io.emit('quotes', batch(2));
    await expect.poll(() => client.events, patience).toEqual([...begun, 'quotes 2']);
    server.io.except(first!.id).emit('status', status);
    await expect.poll(() => client.events, patience).toEqual([...begun, 'quotes 2', 'snapshot 2', 'status cloud']);
    expect(client.relocations).toEqual(['drain', null]);
  });

  it('relocates again when the new gateway asks for it before the switch, and keeps one connection', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    const [first] = await server.io.fetchSockets();
    server.script[0] = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => client.events, patience).toContain('refused still reading');
    // The old one repeats its request, which changes nothing.
    server.io.to(first!.id).emit('relocate', { reason: 'move', deadline: 5_000 });
    server.io.except(first!.id).emit('relocate', { reason: 'move', deadline: 5_000 });
    server.script[0] = snapshot;
    await expect.poll(() => client.relocations, patience).toEqual(['drain', 'move', null]);
    expect(client.client).toMatchObject({ relocating: null, site: 'cloud' });
    await expect.poll(() => server.io.engine.clientsCount, patience).toBe(1);
    expect(client.events).not.toContain('reconnecting');
  });

  it('continues with the new gateway when the old one is lost before the switch', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    server.script[0] = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    const [first] = await server.io.fetchSockets();
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => client.events, patience).toEqual([...begun, 'refused still reading']);
    first?.disconnect(true);
    await expect.poll(() => client.events, patience).toContain('reconnecting');
    server.script[0] = snapshot;
    await expect.poll(() => client.events.slice(-3), patience).toEqual(begun);
    await expect.poll(() => server.io.engine.clientsCount, patience).toBe(1);
    // The lost connection does not reconnect, which would happen within 1.5 s.
    await delay(1_600);
    expect(server.io.engine.clientsCount).toBe(1);
  });

  it('resumes from the quotes that it holds after a loss, and delivers a complete snapshot', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    server.io.emit('quotes', batch(2));
    await expect.poll(() => client.events, patience).toContain('quotes 2');
    server.script[0] = { ok: true, snapshot: [], status, resumed: 1 };
    server.io.disconnectSockets(true);
    await expect
      .poll(() => client.events.slice(-4), patience)
      .toEqual(['reconnecting', 'snapshot 2', 'status cloud', 'connected']);
    expect(server.requests.at(-1)).toEqual({ symbols: '*', resume: [{ epoch: 1, seqs: { A: 2 } }] });
  });

  it('requests everything when the gateway left out more than it holds', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    server.script[0] = { ok: true, snapshot: [], status, resumed: 0 };
    server.io.disconnectSockets(true);
    await expect.poll(() => server.requests.at(-1), patience).toHaveProperty('resume');
    server.script[0] = snapshot;
    await expect.poll(() => client.events, patience).toEqual([...begun, 'reconnecting', ...begun]);
    expect(server.requests.at(-1)).toEqual({ symbols: '*' });
  });

  it('requests again when refused, and reports why', async () => {
    const notReady: SubscribeAck = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    await using server = await gateway([notReady, snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(['refused still reading', ...begun]);
  });

  it('delivers no quotes before the snapshot, and marks a status that arrives before it', async () => {
    await using server = await gateway([]);
    using client = openClient(server.origin);
    await expect.poll(() => server.requests, patience).toHaveLength(1);
    server.io.emit('quotes', batch(9));
    server.io.emit('status', status);
    await expect.poll(() => client.events, patience).toEqual(['status cloud before the snapshot']);
  });

  it('rejects a batch that breaks the contract, and continues', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    server.io.emit('quotes', { epoch: -1, quotes: [] });
    server.io.emit('quotes', batch(3));
    await expect
      .poll(() => client.events, patience)
      .toEqual([...begun, 'refused batch.epoch must be an integer from 0', 'quotes 3']);
  });

  it('gives up a silent connection and reconnects', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, { timeout: 15_000 }).toEqual([...begun, 'reconnecting', ...begun]);
  }, 20_000);

  it('subscribes to added symbols and unsubscribes removed ones, without requesting the others again', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin, ['A', 'B']);
    await expect.poll(() => client.events, patience).toEqual(begun);
    client.client.setSubscription({ symbols: ['A', 'C'] });
    await expect.poll(() => client.events, patience).toEqual([...begun, 'removed B', 'added A']);
    expect(server.requests).toEqual([{ symbols: ['A', 'B'] }, { unsubscribe: ['B'] }, { symbols: ['C'] }]);
  });

  it('connects with no symbols, and reports the status', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin, []);
    await expect.poll(() => server.io.engine.clientsCount, patience).toBe(1);
    await expect
      .poll(() => {
        server.io.emit('status', status);
        return client.events.slice(0, 3);
      }, patience)
      .toEqual(['snapshot undefined', 'status cloud', 'connected']);
    client.client.setSubscription({ symbols: ['A'] });
    await expect.poll(() => client.events, patience).toContain('added A');
    expect(server.requests).toEqual([{ symbols: ['A'] }]);
  });

  it('requests everything again at another rate, and unsubscribes first for another mode', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin, ['A']);
    await expect.poll(() => client.events, patience).toEqual(begun);
    client.client.setSubscription({ symbols: ['A'], maxRate: 5 });
    await expect.poll(() => client.events, patience).toEqual([...begun, ...begun.slice(0, 2)]);
    client.client.setSubscription({ symbols: ['A'], mode: 'every' });
    await expect.poll(() => client.events, patience).toHaveLength(7);
    const resume = [{ epoch: 1, seqs: { A: 1 } }];
    expect(server.requests.slice(1)).toEqual([
      { symbols: ['A'], maxRate: 5, resume },
      { unsubscribe: '*' },
      { symbols: ['A'], mode: 'every', resume },
    ]);
  });

  it('leaves out a symbol that the gateway does not know', async () => {
    const error = { code: 'unknown_symbol', message: 'no such symbol: X', symbols: ['X'] } as const;
    await using server = await gateway([{ ok: false, error }, snapshot]);
    using client = openClient(server.origin, ['A', 'X']);
    await expect.poll(() => client.events, patience).toEqual(['refused no such symbol: X', ...begun]);
    expect(server.requests).toEqual([{ symbols: ['A', 'X'] }, { symbols: ['A'] }]);
  });

  it('counts the bytes received, and reports why it is disconnected', async () => {
    await using server = await gateway([snapshot]);
    using client = openClient(server.origin);
    await expect.poll(() => client.events, patience).toEqual(begun);
    const before = client.client.bytes;
    expect(before).toBeGreaterThan(100);
    // Not the client's fault: it was asked to relocate.
    server.io.emit('closing', { reason: 'relocated', message: 'too late' });
    server.io.emit('closing', { reason: 'slow_consumer', message: 'too slow' });
    await expect.poll(() => client.events, patience).toContain('closing slow_consumer');
    expect(client.client.bytes).toBeGreaterThan(before + 40);
    expect(client.events).not.toContain('closing relocated');
  });
});
