import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PendingHandshake } from './pending-handshake.ts';

const LONG = { timeout: 10_000 };

let server: Server;

beforeEach(async () => {
  // As HTTP servers do.
  server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

/** A queued handshake and its client. */
async function waiting() {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  const [socket] = (await once(server, 'connection')) as [Socket];
  // As an HTTP server has done by the time of an upgrade.
  socket.read(0);
  let answers = 0;
  const handshake = new PendingHandshake(socket, () => (answers += 1));
  return { client, socket, handshake, answers: () => answers };
}

it('answers a client that is still connected', async () => {
  const { client, socket, handshake, answers } = await waiting();
  expect(handshake.isAbandoned).toBe(false);
  handshake.admit();
  expect(answers()).toBe(1);
  expect(socket.listenerCount('error')).toBe(0);
  client.destroy();
  socket.destroy();
});

it.each([
  ['ends', (client: Socket) => client.end()],
  ['is reset', (client: Socket) => client.resetAndDestroy()],
] as const)('notices that a client %s while it waits', async (_, leave) => {
  const { client, socket, handshake, answers } = await waiting();
  leave(client);
  await expect.poll(() => handshake.isAbandoned, LONG).toBe(true);
  handshake.discard();
  expect([socket.destroyed, answers()]).toEqual([true, 0]);
  client.destroy();
});
