import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Visitor } from './pending-handshake.ts';

const LONG = { timeout: 10_000 };

let server: Server;

beforeEach(async () => {
  // As HTTP servers do.
  server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

/** One that waits, what becomes of it, and the peer that is behind it. */
async function waiting() {
  const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  peer.on('error', () => undefined);
  const became: string[] = [];
  const visitor = new Visitor(socket, () => became.push('in'));
  return { peer, socket, became, come: () => visitor.come(() => became.push('gone')) };
}

it('reads nothing of one that waits, and everything once it is in', async () => {
  const { peer, socket, became, come } = await waiting();
  peer.write('hello');
  await delay(50);
  expect(socket.bytesRead).toBe(0);
  come();
  await expect.poll(() => became, LONG).toEqual(['in']);
  expect(String(await once(socket, 'data'))).toBe('hello');
  peer.destroy();
  socket.destroy();
});

it.each([
  ['ends', (peer: Socket) => peer.end()],
  ['is cut', (peer: Socket) => peer.resetAndDestroy()],
] as const)('notices that one %s while it waits when it is its turn', async (_, leave) => {
  const { peer, socket, became, come } = await waiting();
  leave(peer);
  await delay(50);
  expect({ ended: socket.readableEnded, destroyed: socket.destroyed }).toEqual({ ended: false, destroyed: false });
  come();
  await expect.poll(() => became, LONG).toEqual(['gone']);
  expect(socket.destroyed).toBe(true);
  peer.destroy();
});
