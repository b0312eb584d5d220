import type { GatewayTrace, QuoteBatch } from '@quotebridge/contracts/wire';
import { openTestFeed, startBroker } from '@quotebridge/testkit';

import { describe, expect, it } from 'vitest';
import { connectClient, startReadyGateway } from './testing.ts';

const SYMBOLS = Array.from({ length: 20 }, (_, index) => `S${index}`);
const LONG = { timeout: 30_000, interval: 50 };

describe('options of a client', () => {
  it.each(['conflated', 'every'])('reports the times of one traced quote (%s)', async (mode) => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    for (const symbol of ['A', 'B']) await feed.publish(symbol);
    await using gateway = await startReadyGateway(broker, { FLUSH_MIN_MS: '20' });
    await using client = connectClient(gateway.url);
    await client.ask('subscribe', { symbols: ['A', 'B'], mode });
    const events: string[] = [];
    client.socket.on('quotes', ({ epoch, quotes }) =>
      events.push(...quotes.map(([symbol, seq]) => `${symbol} ${epoch} ${seq}`)),
    );
    const traced = new Promise<GatewayTrace>((resolve) => client.socket.on('traced', resolve));
    expect(await client.ask('trace', { symbol: 'B' })).toEqual({ ok: true });
    const stopFlow = feed.flow(['A', 'B'], 100);
    const trace = await traced;
    await stopFlow();
    expect(events).toContain(`B ${trace.epoch} ${trace.seq}`);
    expect(trace.sent).toBeGreaterThanOrEqual(trace.received);
    expect(trace.streamed).toBeGreaterThanOrEqual(trace.received);
    expect(await client.ask('trace', { symbol: 'none' })).toMatchObject({ error: { code: 'unknown_symbol' } });
    expect(await client.ask('trace', { symbol: 7 })).toMatchObject({
      error: { code: 'bad_request', message: expect.stringContaining('request.symbol') },
    });
  });

  it('makes one packet a flush for all clients with the same subscription', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await startReadyGateway(broker, { FLUSH_MIN_MS: '20' });
    const clients = Array.from({ length: 40 }, () => connectClient(gateway.url));
    for (const [index, client] of clients.entries())
      await client.subscribe(index % 2 === 0 ? '*' : SYMBOLS.slice(0, 5));
    const stopFlow = feed.flow(SYMBOLS, 400);
    await expect.poll(() => gateway.metric('gateway_tracks'), LONG).toBe(2);
    const names = ['packets', 'packed', 'deliveries', 'encoded'].map((name) => `gateway_${name}_total`);
    const figures = () => gateway.metrics(names);
    const before = await figures();
    await expect.poll(() => clients[0]?.account.packets, LONG).toBeGreaterThan(50);
    const after = await figures();
    await stopFlow();
    const [packets = 0, packed = 0, deliveries = 0, encoded = 0] = after.map((n, index) => n - (before[index] ?? 0));
    // 20 clients share each of the two packets, and the quotes in both are encoded once.
    expect(packets / packed).toBe(20);
    expect(deliveries / encoded).toBeGreaterThanOrEqual(20);
    for (const { account } of clients.filter((_, index) => index % 2 === 0)) {
      await expect.poll(() => Object.fromEntries(account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
      expect(account.totalMissing).toBe(0);
    }
    for (const client of clients) await client[Symbol.asyncDispose]();
  });

  it.each(['off', 'on'])('sends every quote, none conflated, in order (FRESH=%s)', async (FRESH) => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await startReadyGateway(broker, { FRESH, FLUSH_MIN_MS: '50' });
    await using client = connectClient(gateway.url);
    const seqs = new Map<string, number>();
    const wrong: unknown[] = [];
    client.socket.on('quotes', ({ quotes }: QuoteBatch) => {
      for (const tuple of quotes) {
        if (tuple[1] !== (seqs.get(tuple[0]) ?? 0) + 1 || tuple[9] !== 0) wrong.push(tuple);
        seqs.set(tuple[0], tuple[1]);
      }
    });
    const answer = await client.ask('subscribe', { symbols: '*', mode: 'every' });
    const { snapshot } = answer as { snapshot: QuoteBatch[] };
    for (const [symbol, seq] of snapshot.flatMap(({ quotes }) => quotes)) seqs.set(symbol, seq);
    await feed.flow(SYMBOLS, 1_000)();
    const stopFlow = feed.flow(SYMBOLS, 1_000);
    await expect.poll(() => seqs.get('S0'), LONG).toBeGreaterThan(40);
    await stopFlow();
    await expect.poll(() => Object.fromEntries(seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
    expect(wrong).toEqual([]);
  });

  it('sends no more packets than the requested rate', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await startReadyGateway(broker);
    await using client = connectClient(gateway.url);
    await client.ask('subscribe', { symbols: SYMBOLS, maxRate: 5 });
    const started = performance.now();
    const stopFlow = feed.flow(SYMBOLS, 400);
    await expect.poll(() => client.account.packets, LONG).toBeGreaterThan(9);
    // The first is sent at once, and the grid of the others may start right after it.
    expect(client.account.packets).toBeLessThanOrEqual(2 + (performance.now() - started) / 200);
    await stopFlow();
  });

  it.each([
    ['directly', 'on', 3],
    ['through Engine.IO', 'off', 0],
  ])('sends the same quotes, answers and last event when it writes %s', async (_way, DIRECT_WRITES, direct) => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    const gateway = await startReadyGateway(broker, { DIRECT_WRITES, MAX_QUEUED_QUOTES: '1000', DRAIN_MS: '100' });
    await using whole = connectClient(gateway.url);
    await using some = connectClient(gateway.url);
    await using recorder = connectClient(gateway.url);
    await whole.subscribe('*');
    await some.subscribe(SYMBOLS.slice(0, 5));
    await recorder.ask('subscribe', { symbols: '*', mode: 'every' });
    const stopFlow = feed.flow(SYMBOLS, 500);
    for (let round = 0; round < 20; round += 1) {
      // Acks and packets take different paths: a wrong order would show in the account.
      expect(await some.subscribe(SYMBOLS.slice(0, 5))).toMatchObject({ ok: true });
      expect(await whole.ask('unsubscribe', { symbols: ['none'] })).toEqual({ ok: true });
    }
    await expect.poll(() => whole.account.packets, LONG).toBeGreaterThan(50);
    await stopFlow();
    expect(await gateway.metrics(['gateway_clients', 'gateway_direct_connections'])).toEqual([3, direct]);
    for (const { account } of [whole, recorder]) {
      await expect.poll(() => Object.fromEntries(account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
      expect([account.totalMissing, account.duplicates]).toEqual([0, 0]);
    }
    expect(some.account.totalMissing).toBe(0);
    await gateway[Symbol.asyncDispose]();
    await expect.poll(() => whole.relocations, LONG).toHaveLength(1);
  });

  it('leaves quotes that the client resumes from out of the snapshot', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker, 7);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await startReadyGateway(broker);
    await using client = connectClient(gateway.url);
    await client.subscribe('*');
    await client.ask('unsubscribe', { symbols: '*' });
    await feed.publish('S3');
    await expect.poll(() => gateway.metric('gateway_flush_duration_seconds_count'), LONG).toBeGreaterThan(0);
    const seqs = Object.fromEntries(client.account.seqs);
    const resume = [{ epoch: 7, seqs }];
    await expect
      .poll(() => client.ask('subscribe', { symbols: '*', resume }), LONG)
      .toMatchObject({ ok: true, resumed: 19, snapshot: [{ epoch: 7, quotes: [expect.arrayContaining(['S3', 2])] }] });
  });
});
