import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { expect, it } from 'vitest';
import { stallClients } from './stalled.ts';

/** What is used of Engine.IO's transport. */
interface Below {
  readonly socket: { terminate(): void };
}

const LONG = { timeout: 8_000, interval: 20 };

/** A server that delays the handshake, and answers every subscription with this. */
async function setUp(answer: object, onAsk: () => void = () => undefined) {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const io = new Server(http, { transports: ['websocket'] });
  io.use((_socket, next) => void setTimeout(next, 50));
  io.on('connection', (socket) =>
    socket.on('subscribe', (_request, ack: (given: object) => void) => {
      onAsk();
      ack(answer);
    }),
  );
  const { port } = http.address() as AddressInfo;
  return {
    io,
    url: `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
    [Symbol.asyncDispose]: () => io.close(),
  };
}

it('opens clients that are subscribed and stay until they are disposed', async () => {
  await using at = await setUp({ ok: true, snapshot: [] });
  const stalled = await stallClients(at.url, 3);
  const sockets = await at.io.fetchSockets();
  expect(sockets).toHaveLength(3);
  stalled[Symbol.dispose]();
  await expect.poll(() => at.io.engine.clientsCount).toBe(0);
});

it('leaves no client behind when one is refused', async () => {
  await using at = await setUp({ ok: false, error: { code: 'too-many-clients' } });
  await expect(stallClients(at.url, 2)).rejects.toThrow('may not subscribe: {"ok":false');
  await expect.poll(() => at.io.engine.clientsCount).toBe(0);
});

it('rejects where nothing answers', async () => {
  await expect(stallClients('ws://127.0.0.1:1/', 1)).rejects.toThrow('lost its connection: the transport failed');
});

it(
  'sends requests without reading until the buffers are full, and as many again after it was closed and reconnected',
  { timeout: 20_000 },
  async () => {
    let asks = 0;
    await using at = await setUp({ ok: true, snapshot: [] }, () => (asks += 1));
    using stalled = await stallClients(at.url, 1);
    await expect.poll(() => asks, LONG).toBeGreaterThan(82);
    const first = 1 + stalled.stopFilling();
    await expect.poll(() => asks, LONG).toBe(first);
    // As the gateway ends clients that do not read.
    for (const { conn } of at.io.of('/').sockets.values()) (conn.transport as unknown as Below).socket.terminate();
    await expect.poll(() => asks, LONG).toBe(2 * first);
  },
);
