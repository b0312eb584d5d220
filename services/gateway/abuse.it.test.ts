import { once } from 'node:events';
import { CLOSE_CODES } from '@quotebridge/contracts/wire';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectClient, connectRaw, connectWellBehaved, expectUnaffected, startReadyGateway } from './testing.ts';

const SYMBOLS = Array.from({ length: 20 }, (_, index) => `S${index}`);
const LONG = { timeout: 30_000, interval: 50 };

describe('a badly behaved client', () => {
  it('is closed with a reason once it has read nothing for too long, and holds back no more than a packet until then', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await startReadyGateway(broker, {
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
    await using gateway = await startReadyGateway(broker, { MAX_QUEUED_QUOTES: '50', FLUSH_MIN_MS: '1000' });
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
    await using gateway = await startReadyGateway(broker, { REQUEST_BURST: '50' });
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
    await using gateway = await startReadyGateway(broker, { REQUEST_BURST: '20' });
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
    await using gateway = await startReadyGateway(broker, { REQUEST_BURST: '1000000' });
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
    await using gateway = await startReadyGateway(broker);
    await using flooder = await connectRaw(gateway.url);
    const closed = once(flooder.ws, 'close');
    for (let index = 0; index < 2_000; index += 1) send(flooder.ws);
    const [code] = (await closed) as [number];
    expect(code).toBe(CLOSE_CODES.too_many_requests);
    expect(await gateway.metric('gateway_refusals_total')).toBeGreaterThan(0);
  });

  it('is closed when too much waits for it, even before it has joined', async () => {
    await using broker = await startBroker();
    await using gateway = await startReadyGateway(broker, {
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
    await using gateway = await startReadyGateway(broker, { REQUEST_RATE: '100', REQUEST_BURST: '20' });
    await using flooder = await connectRaw(gateway.url);
    const closed = once(flooder.ws, 'close');
    const asking = setInterval(() => {
      for (let index = 0; index < 10 && flooder.ws.readyState === WebSocket.OPEN; index += 1) flooder.ask();
    }, 10);
    const [code] = (await closed) as [number];
    clearInterval(asking);
    expect(code).toBe(CLOSE_CODES.too_many_requests);
  });
});
