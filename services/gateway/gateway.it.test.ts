import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { connectClient, connectRaw, startGateway, startReadyGateway } from './testing.ts';

const SYMBOLS = Array.from({ length: 20 }, (_, index) => `S${index}`);
const LONG = { timeout: 30_000, interval: 50 };

/** For tests with clients that make more requests than allowed by default. */
const UNLIMITED_REQUESTS = { REQUEST_RATE: '1000000', REQUEST_BURST: '1000000' };

describe('the gateway on a real broker', () => {
  it.each(['off', 'on'])('sends a snapshot, then what follows, without gap or duplicate (FRESH=%s)', async (FRESH) => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    feed.beat();
    const stopFlow = feed.flow(SYMBOLS, 600);
    await using gateway = await startReadyGateway(broker, { FRESH });

    const clients = [];
    for (let index = 0; index < 5; index += 1) {
      const client = connectClient(gateway.url);
      clients.push(client);
      // Each joins later than the one before, while quotes flow.
      expect(await client.subscribe(index % 2 === 0 ? '*' : SYMBOLS)).toMatchObject({ ok: true });
      await expect.poll(() => client.account.packets, LONG).toBeGreaterThan(10);
    }
    await stopFlow();
    for (const { account } of clients) {
      await expect.poll(() => Object.fromEntries(account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
      expect(account.totalMissing).toBe(0);
      expect(account.duplicates).toBe(0);
    }
    for (const client of clients) await client[Symbol.asyncDispose]();
  });

  it('sends a single quote to a plain client as an ordinary event', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await using gateway = await startReadyGateway(broker);
    await using client = connectClient(gateway.url);
    await client.subscribe(['A']);
    const received = new Promise((resolve) => client.socket.once('quotes', resolve));
    const quote = await feed.publish('A');
    expect(await received).toEqual({
      epoch: quote.epoch,
      quotes: [['A', 2, quote.published, 0, quote.bid, 100, quote.ask, 200, quote.last, 0]],
    });
  });

  it('is ready once prices are fresh, or are stale after there was time for a heartbeat', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await using gateway = await startGateway(broker);
    const readiness = async () => (await fetch(`${gateway.url}/readyz`)).text();
    await expect.poll(readiness, LONG).toBe('waiting for a heartbeat of the feed\n');
    await using client = connectClient(gateway.url);
    // No bridge service reports the link.
    expect(await client.subscribe('*')).toMatchObject({ ok: true, status: { stale: { reason: 'unknown' } } });
    await expect.poll(readiness, LONG).toBe('ready\n');
    expect(await client.subscribe('*')).toMatchObject({ ok: true, status: { stale: { reason: 'feed' } } });

    feed.beat();
    await using other = await startGateway(broker);
    await expect.poll(async () => (await fetch(`${other.url}/readyz`)).status, { ...LONG, interval: 1 }).toBe(200);
    await using another = connectClient(other.url);
    expect(await another.subscribe('*')).toMatchObject({ ok: true, status: { stale: null } });
  });

  it('is not ready without its streams, and refuses a client with not_ready', async () => {
    await using broker = await startBroker({ streams: false });
    await using gateway = await startGateway(broker);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    await using client = connectClient(gateway.url);
    expect(await client.subscribe('*')).toMatchObject({ ok: false, error: { code: 'not_ready' } });
    await broker.declareStreams();
    await expect.poll(() => client.subscribe('*'), LONG).toMatchObject({ ok: true, snapshot: [] });
  });

  it('answers bad requests with typed errors, and survives garbage', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await feed.instrument('B');
    await using gateway = await startGateway(broker);
    await using client = connectClient(gateway.url);
    await expect.poll(() => client.subscribe(['A', 'B']), LONG).toMatchObject({ ok: true });
    expect(await client.subscribe(['A', 'nope'])).toMatchObject({
      ok: false,
      error: { code: 'unknown_symbol', symbols: ['nope'] },
    });
    for (const request of [undefined, null, 7, 'A', [], {}, { symbols: [] }, { symbols: [{}] }, { symbols: '**' }]) {
      expect(await client.ask('subscribe', request)).toMatchObject({ ok: false, error: { code: 'bad_request' } });
      expect(await client.ask('unsubscribe', request)).toMatchObject({ ok: false, error: { code: 'bad_request' } });
    }
    expect(await client.ask('subscribe')).toMatchObject({ ok: false, error: { code: 'bad_request' } });
    const many = Array.from({ length: 5_001 }, () => 'A');
    expect(await client.ask('subscribe', { symbols: many })).toMatchObject({ error: { code: 'too_many_symbols' } });
    const resume = Array.from({ length: 65 }, (_, epoch) => ({ epoch, seqs: {} }));
    expect(await client.ask('subscribe', { symbols: ['A'], resume })).toEqual({
      ok: false,
      error: { code: 'bad_request', message: 'request.resume: must have at most 64 entries' },
    });
    client.socket.emit('subscribe', { symbols: ['A'] }, undefined as never);

    for (const garbage of [
      'x',
      '42',
      '4',
      '42["subscribe"',
      '42["disconnect"]',
      '451-["subscribe"]',
      '9',
      '42[]',
      'x'.repeat(300_000),
    ]) {
      await using raw = await connectRaw(gateway.url);
      raw.ws.on('error', () => undefined);
      raw.ws.send(garbage);
      raw.ws.send(Buffer.from([0, 1, 2]));
    }
    expect(await client.subscribe(['A'])).toMatchObject({ ok: true });
    expect(client.disconnects).toEqual([]);
    expect((await fetch(`${gateway.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(400);
    expect((await fetch(`${gateway.url}/socket.io/socket.io.js`)).status).toBe(400);
  });

  it.each(['on', 'off'])(
    'queues nothing for a client that does not read, and that client catches up with nothing missing (DIRECT_WRITES=%s)',
    async (DIRECT_WRITES) => {
      await using broker = await startBroker();
      await using feed = await openTestFeed(broker);
      await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
      const stopFlow = feed.flow(SYMBOLS, 500);
      await using gateway = await startReadyGateway(broker, {
        FLUSH_MS: '10',
        DIRECT_WRITES,
        MAX_SEND_BUFFER_BYTES: '1000000000',
        ...UNLIMITED_REQUESTS,
      });
      await using healthy = connectClient(gateway.url);
      await healthy.subscribe('*');
      await using slow = await connectRaw(gateway.url);

      slow.ws.pause();
      // Unread answers fill the operating system's buffers faster than quotes.
      await expect
        .poll(() => {
          for (let index = 0; index < 100; index += 1) slow.ask();
          return gateway.metric('gateway_skipped_total');
        }, LONG)
        .toBeGreaterThan(0);
      expect(await gateway.metric('gateway_refusals_total')).toBe(0);
      const waiting = () => gateway.metric('gateway_send_buffer_bytes');
      // Answers are buffered until all requests are answered; of a hundred packets of quotes, none is.
      await expect
        .poll(async () => {
          const [bytes, packets] = [await waiting(), healthy.account.packets];
          await expect.poll(() => healthy.account.packets, LONG).toBeGreaterThan(packets + 100);
          return (await waiting()) - bytes;
        }, LONG)
        .toBe(0);

      slow.ws.resume();
      await expect.poll(waiting, LONG).toBe(0);
      await stopFlow();
      for (const { account } of [slow, healthy]) {
        await expect.poll(() => Object.fromEntries(account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
        expect(account.totalMissing).toBe(0);
      }
      expect(slow.account.packets).toBeLessThan(healthy.account.packets);
    },
  );

  it('disconnects a client that keeps requesting without reading', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await startReadyGateway(broker, { MAX_SEND_BUFFER_BYTES: '65536', ...UNLIMITED_REQUESTS });
    await using greedy = await connectRaw(gateway.url);
    greedy.ws.on('error', () => undefined);
    greedy.ws.pause();
    await expect
      .poll(() => {
        for (let index = 0; index < 100; index += 1) greedy.ask();
        return gateway.metric('gateway_disconnects_total');
      }, LONG)
      .toBe(1);
    expect(await gateway.metric('gateway_clients')).toBe(0);
  });

  it("reports that prices are stale, and since when, once the feed's heartbeats end", async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    const silence = feed.beat();
    await using gateway = await startGateway(broker, { SITE: 'onprem' });
    await using client = connectClient(gateway.url);
    const newest = () => client.account.statuses.at(-1);
    await expect.poll(newest, LONG).toMatchObject({ stale: null, complete: true, site: 'onprem' });
    silence();
    const before = client.account.statuses.length;
    await expect.poll(newest, LONG).toMatchObject({ stale: { reason: 'feed' } });
    const first = client.account.statuses.slice(before).find((status) => status.stale !== null);
    // Two clocks, each read to the millisecond.
    const since = (first?.now ?? 0) - (first?.heartbeatAge ?? 0);
    expect(Math.abs((first?.stale?.since ?? 0) - since)).toBeLessThanOrEqual(5);
    feed.beat();
    await expect.poll(newest, LONG).toMatchObject({ stale: null });
  });

  it('continues without gap or duplicate after its broker was restarted', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    feed.beat();
    const stopFlow = feed.flow(SYMBOLS, 200);
    await using gateway = await startGateway(broker);
    await using client = connectClient(gateway.url);
    await expect.poll(() => client.subscribe('*'), LONG).toMatchObject({ ok: true });
    await expect.poll(() => client.account.statuses.at(-1), LONG).toMatchObject({ stale: null });
    await broker.stop();
    await expect.poll(() => client.account.statuses.at(-1), LONG).toMatchObject({ stale: { reason: 'reader' } });
    await broker.start();
    await expect.poll(() => client.account.statuses.at(-1), LONG).toMatchObject({ stale: null, complete: true });
    await stopFlow();
    await expect.poll(() => Object.fromEntries(client.account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
    expect(client.account.totalMissing).toBe(0);
    expect(client.disconnects).toEqual([]);
  });

  it('asks its clients to relocate, then closes, also with a client that reads nothing', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await using gateway = await startGateway(broker, { DRAIN_MS: '200' });
    await using client = connectClient(gateway.url);
    await expect.poll(() => client.subscribe('*'), LONG).toMatchObject({ ok: true });
    await using stalled = await connectRaw(gateway.url);
    stalled.ws.on('error', () => undefined);
    stalled.ws.pause();
    gateway.stop();
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    await expect(connectRaw(gateway.url)).rejects.toThrow('Unexpected server response: 400');
    await gateway[Symbol.asyncDispose]();
    await expect.poll(() => client.relocations, LONG).toEqual([{ reason: 'drain', deadline: 200 }]);
    // Not `io server disconnect`, after which a client would not reconnect by itself.
    await expect.poll(() => client.disconnects, LONG).toEqual(['transport close']);
    await expect(fetch(`${gateway.url}/healthz`)).rejects.toThrow('fetch failed');
  });
});
