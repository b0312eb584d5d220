import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectClient, connectRaw, connectWellBehaved, expectUnaffected, startReadyGateway } from './testing.ts';
import type { TestGateway } from './testing.ts';

const SYMBOLS = Array.from({ length: 20 }, (_, index) => `S${index}`);
const LONG = { timeout: 30_000, interval: 50 };

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

describe('a new connection', () => {
  it('is refused when there are too many clients or new connections', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using full = await startReadyGateway(broker, { MAX_CLIENTS: '2' });
    await using healthy = await connectWellBehaved(full);
    await using second = connectClient(full.url);
    await second.subscribe('*');
    expect(await refusalOf(full.url)).toBe('too_many_clients');
    await using one = await startReadyGateway(broker, { MAX_CLIENTS_PER_ADDRESS: '1' });
    await using alone = connectClient(one.url);
    await alone.subscribe('*');
    expect(await refusalOf(one.url)).toBe('too_many_from_address');

    await using behind = await startReadyGateway(broker, { MAX_CLIENTS_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' });
    await using held = await connectRaw(behind.url, { 'x-forwarded-for': '1.2.3.4' });
    expect(await refusalOf(behind.url, { 'x-forwarded-for': '6.6.6.6, 1.2.3.4' })).toBe('too_many_from_address');
    expect(await refusalOf(behind.url, { 'x-forwarded-for': '1.2.3.4, 5.6.7.8' })).toBeNull();
    held.ws.terminate();

    await using flooded = await startReadyGateway(broker, { CONNECT_RATE: '1', CONNECT_QUEUE: '5' });
    const refusals = await Promise.all(Array.from({ length: 50 }, () => refusalOf(flooded.url)));
    expect(refusals.filter((refusal) => refusal === 'too_many_connections').length).toBeGreaterThan(40);
    expect(await flooded.metric('gateway_refusals_total')).toBeGreaterThan(40);
    await expectUnaffected(healthy, feed);
  });

  it.each([
    ['close their connections', (leaver: Socket) => leaver.end()],
    ['reset their connections', (leaver: Socket) => leaver.resetAndDestroy()],
  ] as const)('does not wait for queued clients that %s', async (_, leave) => {
    await using broker = await startBroker();
    await using gateway = await startReadyGateway(broker, { CONNECT_RATE: '1' });
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
    await using gateway = await startReadyGateway(broker, { HANDSHAKE_MS: '300' });
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
    await using gateway = await startReadyGateway(broker);
    const silent = dial(gateway);
    await once(silent, 'data');
    // A masked text frame that is no Engine.IO packet.
    silent.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]));
    silent.resume();
    await expect.poll(() => silent.closed, { timeout: 15_000 }).toBe(true);
  });

  it('gets the limit in the answer when URL and headers are too long', async () => {
    await using broker = await startBroker();
    await using gateway = await startReadyGateway(broker);
    const refused = await fetch(`${gateway.url}/socket.io/?EIO=4&transport=websocket&token=${'a'.repeat(20_000)}`);
    expect(await refused.json()).toMatchObject({ status: 431, detail: expect.stringContaining('16384 bytes') });
  });

  it('can reconnect with a thousand others at once', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
    await using gateway = await startReadyGateway(broker);
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
