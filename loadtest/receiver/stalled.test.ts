import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { expect, it } from 'vitest';
import { stallClients } from './stalled.ts';

/** A server that takes its time to let a client in, and answers every subscription so. */
async function setUp(answer: object) {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const io = new Server(http, { transports: ['websocket'] });
  io.use((_socket, next) => void setTimeout(next, 50));
  io.on('connection', (socket) => socket.on('subscribe', (_request, ack: (given: object) => void) => ack(answer)));
  const { port } = http.address() as AddressInfo;
  return {
    io,
    url: `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
    [Symbol.asyncDispose]: () => io.close(),
  };
}

it('has clients that are subscribed, and stay until they are let go', async () => {
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

it('rejects where nobody answers', async () => {
  await expect(stallClients('ws://127.0.0.1:1/', 1)).rejects.toThrow('lost its connection: the transport failed');
});
