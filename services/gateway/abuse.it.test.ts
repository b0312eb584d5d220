import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { CLOSE_CODES } from '@quotebridge/contracts/wire';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import type { Broker, TestFeed } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectClient, connectRaw, startGateway } from './testing.ts';
import type { PlainClient, TestGateway } from './testing.ts';

const SYMBOLS = Array.from({ length: 20 }, (_, index) => `S${index}`);
const LONG = { timeout: 30_000, interval: 50 };

async function ready(broker: Broker, env?: Readonly<Record<string, string>>) {
  const gateway = await startGateway(broker, env);
  await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status, LONG).toBe(200);
  return gateway;
}

/** A well-behaved client, which must not be affected by the others. */
async function connectWellBehaved(gateway: TestGateway): Promise<PlainClient> {
  const client = connectClient(gateway.url);
  await client.subscribe('*');
  return client;
}

async function expectUnaffected({ account, disconnects }: PlainClient, feed: TestFeed) {
  await expect.poll(() => Object.fromEntries(account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
  expect(account.totalMissing).toBe(0);
  expect(disconnects).toEqual([]);
}

/** Sends a handshake on a bare TCP socket. */
function dial({ port }: TestGateway): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  return socket;
}

/** The refusal in the gateway's HTTP answer; `null` when the connection is accepted. */
async function refusalOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string | null> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers });
  return new Promise((resolve, reject) => {
    ws.on('error', reject);
    ws.once('open', () => {
      ws.terminate();
      resolve(null);
    });
    ws.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve(body));
    });
  });
}

describe('a badly behaved client', () => {
  it('is closed with a reason once it has read nothing for too long, and holds back no more than a packet until then', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await ready(broker, {
      STALL_MS: '3000',
      FLUSH_MS: '10',
      MAX_SEND_BUFFER_BYTES: '1000000000',
      REQUEST_RATE: '1000000',
      REQUEST_BURST: '1000000',
    });
    await using healthy = await connectWellBehaved(gateway);
    await using stalled = await connectRaw(gateway.url);
    const closed = once(stalled.ws, 'close');
    stalled.ws.on('error', () => undefined);
    stalled.ws.pause();
    const stopFlow = feed.flow(SYMBOLS, 500);
    await expect
      .poll(() => {
        for (let index = 0; index < 100; index += 1) stalled.ask();
        return gateway.metric('gateway_skipped_total');
      }, LONG)
      .toBeGreaterThan(0);
    await expect.poll(() => gateway.metric('gateway_disconnects_total'), LONG).toBe(1);
    expect(await gateway.metric('gateway_clients')).toBe(1);
    expect(await gateway.metric('gateway_send_buffer_bytes')).toBeLessThan(10_000);
    stalled.ws.resume();
    await closed;
    await stopFlow();
    await expectUnaffected(healthy, feed);
  });

  it('is closed with a reason when it subscribes in mode every and does not read', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    // With flushes this far apart, more quotes wait than allowed.
    await using gateway = await ready(broker, { MAX_QUEUED_QUOTES: '50', FLUSH_MIN_MS: '1000' });
    await using healthy = await connectWellBehaved(gateway);
    await using recorder = connectClient(gateway.url);
    const closings: unknown[] = [];
    recorder.socket.on('closing', (closing) => closings.push(closing));
    await recorder.ask('subscribe', { symbols: '*', mode: 'every' });
    const stopFlow = feed.flow(SYMBOLS, 500);
    await expect
      .poll(() => closings, LONG)
      .toEqual([{ reason: 'slow_consumer', message: 'more than 50 quotes wait for this client' }]);
    await expect.poll(() => recorder.disconnects.length, LONG).toBe(1);
    await stopFlow();
    await expectUnaffected(healthy, feed);
  });

  it('is refused, then closed, when it floods with requests', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await ready(broker, { REQUEST_BURST: '50' });
    await using healthy = await connectWellBehaved(gateway);
    const stopFlow = feed.flow(SYMBOLS, 500);
    await using flooder = await connectRaw(gateway.url);
    const closed = once(flooder.ws, 'close');
    const texts: string[] = [];
    flooder.ws.on('message', (data: Buffer) => texts.push(data.toString()));
    const refusals = () => texts.filter((packet) => packet.includes('"code":"too_many_requests"')).length;
    // Over the limit for requests, within that for messages.
    for (let index = 0; index < 80; index += 1) flooder.ask();
    await expect.poll(() => flooder.acks, LONG).toBeGreaterThanOrEqual(81);
    expect(refusals()).toBeGreaterThan(0);
    expect(flooder.ws.readyState).toBe(WebSocket.OPEN);
    for (let index = 0; index < 1_000; index += 1) flooder.ask();
    expect(await closed).toEqual([CLOSE_CODES.too_many_requests, Buffer.from('too_many_requests')]);
    // Each request up to the last refusal has been answered, and the reason follows.
    expect(refusals()).toBeGreaterThan(50);
    expect(texts.at(-1)).toMatch(/^42\["closing",.*at most 100 messages a second/);
    await stopFlow();
    await expectUnaffected(healthy, feed);
  });

  it('costs no more than its limit when it sends thousands of requests at once', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await ready(broker, { REQUEST_BURST: '20' });
    await using healthy = await connectWellBehaved(gateway);
    await using burst = await connectRaw(gateway.url);
    const closed = once(burst.ws, 'close');
    for (let index = 0; index < 20_000; index += 1) burst.ask();
    const [code] = (await closed) as [number];
    expect(code).toBe(CLOSE_CODES.too_many_requests);
    // It has processed no more of them than one client may send.
    expect(await gateway.metric('gateway_refusals_total')).toBeLessThan(200);
    await expectUnaffected(healthy, feed);
  });

  it('leaves nothing behind when it disconnects while its requests are queued', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    const market = Array.from({ length: 500 }, (_, index) => `S${index}`);
    await Promise.all(market.map((symbol) => feed.publish(symbol)));
    await using gateway = await ready(broker, { REQUEST_BURST: '1000000' });
    await using healthy = await connectWellBehaved(gateway);
    await using leaving = await connectRaw(gateway.url);
    for (let index = 0; index < 200; index += 1) leaving.ask();
    const { acks } = leaving;
    await expect.poll(() => leaving.acks, { interval: 1 }).toBeGreaterThan(acks);
    leaving.ws.terminate();
    await expect.poll(() => gateway.metric('gateway_clients'), LONG).toBe(1);
    // Everything queued has been processed before a new client is served.
    await using late = await connectWellBehaved(gateway);
    await feed.publish('S0');
    await expect.poll(() => gateway.metric('gateway_tracks'), LONG).toBe(1);
    expect(late.disconnects).toEqual([]);
    expect(leaving.acks).toBeLessThan(200);
    await expectUnaffected(healthy, feed);
  });

  it.each([
    ['requests without an ack', (ws: WebSocket) => ws.send('42["subscribe",{"symbols":"*"}]')],
    ['unknown events', (ws: WebSocket) => ws.send('42["x"]')],
    ['unknown namespaces', (ws: WebSocket) => ws.send('40/nope,')],
    ['pings', (ws: WebSocket) => ws.ping()],
  ])('is closed when it floods with %s', async (_what, send) => {
    await using broker = await startBroker();
    await using gateway = await ready(broker);
    await using flooder = await connectRaw(gateway.url);
    const closed = once(flooder.ws, 'close');
    for (let index = 0; index < 2_000; index += 1) send(flooder.ws);
    const [code] = (await closed) as [number];
    expect(code).toBe(CLOSE_CODES.too_many_requests);
    expect(await gateway.metric('gateway_refusals_total')).toBeGreaterThan(0);
  });

  it('is closed when too much waits for it, even before it has joined', async () => {
    await using broker = await startBroker();
    await using gateway = await ready(broker, {
      MAX_SEND_BUFFER_BYTES: '65536',
      REQUEST_RATE: '1000000',
      REQUEST_BURST: '1000000',
    });
    const ws = new WebSocket(`${gateway.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    ws.on('error', () => undefined);
    const closed = once(ws, 'close');
    await once(ws, 'open');
    ws.pause();
    // The gateway runs in this process and handles one ping in each turn of the event loop: more at a time would only delay it.
    const pinging = setInterval(() => {
      for (let index = 0; index < 500 && ws.readyState === WebSocket.OPEN; index += 1) ws.ping('x'.repeat(125));
    }, 10);
    await expect.poll(() => gateway.metric('gateway_send_buffer_bytes'), LONG).toBeGreaterThan(65_536);
    await expect.poll(() => gateway.metric('gateway_send_buffer_bytes'), LONG).toBe(0);
    clearInterval(pinging);
    ws.resume();
    await closed;
  });

  it('is closed when its requests exceed the limit for messages in the long run', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await ready(broker, { REQUEST_RATE: '100', REQUEST_BURST: '20' });
    await using flooder = await connectRaw(gateway.url);
    const closed = once(flooder.ws, 'close');
    const asking = setInterval(() => {
      for (let index = 0; index < 10 && flooder.ws.readyState === WebSocket.OPEN; index += 1) flooder.ask();
    }, 10);
    const [code] = (await closed) as [number];
    clearInterval(asking);
    expect(code).toBe(CLOSE_CODES.too_many_requests);
  });

  it('is refused when there are too many clients or new connections', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using full = await ready(broker, { MAX_CLIENTS: '2' });
    await using healthy = await connectWellBehaved(full);
    await using second = connectClient(full.url);
    await second.subscribe('*');
    expect(await refusalOf(full.url)).toBe('too_many_clients');
    await using one = await ready(broker, { MAX_CLIENTS_PER_ADDRESS: '1' });
    await using alone = connectClient(one.url);
    await alone.subscribe('*');
    expect(await refusalOf(one.url)).toBe('too_many_from_address');

    await using behind = await ready(broker, { MAX_CLIENTS_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' });
    await using held = await connectRaw(behind.url, { 'x-forwarded-for': '1.2.3.4' });
    expect(await refusalOf(behind.url, { 'x-forwarded-for': '6.6.6.6, 1.2.3.4' })).toBe('too_many_from_address');
    expect(await refusalOf(behind.url, { 'x-forwarded-for': '1.2.3.4, 5.6.7.8' })).toBeNull();
    held.ws.terminate();

    await using flooded = await ready(broker, { CONNECT_RATE: '1', CONNECT_QUEUE: '5' });
    const refusals = await Promise.all(Array.from({ length: 50 }, () => refusalOf(flooded.url)));
    expect(refusals.filter((refusal) => refusal === 'too_many_connections').length).toBeGreaterThan(40);
    expect(await flooded.metric('gateway_refusals_total')).toBeGreaterThan(40);
    await expectUnaffected(healthy, feed);
  });

  it.each([
    ['close their connections', (leaver: Socket) => leaver.end()],
    ['reset their connections', (leaver: Socket) => leaver.resetAndDestroy()],
  ] as const)('skips queued clients that %s', async (_, leave) => {
    await using broker = await startBroker();
    await using gateway = await ready(broker, { CONNECT_RATE: '1' });
    // Without that, one of them would be admitted a second.
    const leavers = Array.from({ length: 100 }, () => dial(gateway));
    await Promise.race(leavers.map((leaver) => once(leaver, 'data')));
    await expect.poll(() => leavers.some(({ connecting }) => connecting), LONG).toBe(false);
    // Once a later request is answered, all handshakes have been read and are queued.
    await fetch(`${gateway.url}/healthz`);
    const last = connectRaw(gateway.url);
    for (const leaver of leavers) leave(leaver);
    await using client = await Promise.race([last, delay(20_000, null, { ref: false })]);
    expect(client?.acks).toBe(1);
    expect(await gateway.metric('gateway_refusals_total')).toBe(0);
  });

  it('does not hold a connection without completing the handshake', async () => {
    await using broker = await startBroker();
    await using gateway = await ready(broker, { HANDSHAKE_MS: '300' });
    const idle = connect(gateway.port, '127.0.0.1');
    const incomplete = connect(gateway.port, '127.0.0.1');
    incomplete.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n');
    const unjoined = new WebSocket(`${gateway.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    for (const each of [idle, incomplete, unjoined]) each.on('error', () => undefined);
    idle.resume();
    const answered = text(incomplete);
    await Promise.all([once(idle, 'close'), once(incomplete, 'close'), once(unjoined, 'close')]);
    expect(await answered).toMatch(/^HTTP\/1\.1 408 [^]+the request was not complete in time/);
    expect(await gateway.metric('gateway_clients')).toBe(0);
  });

  it('is terminated when it does not answer the close frame after garbage', async () => {
    await using broker = await startBroker();
    await using gateway = await ready(broker);
    const silent = dial(gateway);
    await once(silent, 'data');
    // A masked text frame that is no Engine.IO packet.
    silent.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]));
    silent.resume();
    await expect.poll(() => silent.closed, { timeout: 15_000 }).toBe(true);
  });

  it('gets the limit in the answer when URL and headers are too long', async () => {
    await using broker = await startBroker();
    await using gateway = await ready(broker);
    const refused = await fetch(`${gateway.url}/socket.io/?EIO=4&transport=websocket&token=${'a'.repeat(20_000)}`);
    expect(await refused.json()).toMatchObject({ status: 431, detail: expect.stringContaining('16384 bytes') });
  });

  it('can reconnect with a thousand others at once', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await ready(broker);
    await using healthy = await connectWellBehaved(gateway);
    const stopFlow = feed.flow(SYMBOLS, 200);
    const clients = await Promise.all(Array.from({ length: 1_000 }, () => connectRaw(gateway.url)));
    await expect.poll(() => gateway.metric('gateway_clients'), LONG).toBe(1_001);
    await expect.poll(() => gateway.metric('gateway_tracks'), LONG).toBe(1);
    await stopFlow();
    for (const { account } of clients) {
      await expect.poll(() => Object.fromEntries(account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
      expect(account.totalMissing).toBe(0);
    }
    await expectUnaffected(healthy, feed);
    for (const client of clients) await client[Symbol.asyncDispose]();
  });
});
