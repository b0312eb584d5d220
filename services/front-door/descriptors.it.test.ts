import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { listen } from '@quotebridge/service-kit';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { readConfig } from './config.ts';
import { start } from './start.ts';

const ROUNDS = 10;
/** `RESETS=2000` for a long run. */
const CLIENTS = Number(process.env['RESETS'] ?? 200);
/** A generous 30 ms for each on a busy machine, in milliseconds. */
const TIMEOUT = Math.max(120_000, ROUNDS * CLIENTS * 30);
/** Fewer than the system queues until a server accepts them (511 in Node): a full queue resets connections, too. */
const AT_ONCE = 200;
const LONG = { timeout: 30_000, interval: 50 };

const HANDSHAKE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'host: x',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
  '',
].join('\r\n');

/** Connections of this process: the clients', the front door's and the gateway's, which all run in it. */
const connections = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

it(
  `leaves no descriptor behind when ${CLIENTS} WebSockets are reset, ${ROUNDS} times, in every phase`,
  { timeout: TIMEOUT },
  async () => {
    const server = createServer((_request, response) => response.end('ready\n'));
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => {
      socket.on('error', () => undefined);
      // More than fits into the buffers of a client that does not read.
      socket.send('x'.repeat(100_000));
    });
    await using gateway = await listen(server, '127.0.0.1', 0);
    await using door = await start(
      readConfig({
        PORT: '0',
        LOG_LEVEL: 'silent',
        STATIC_DIR: tmpdir(),
        API_URL_CLOUD: gateway.url,
        GATEWAY_URL_CLOUD: gateway.url,
      }),
      { stopping: new AbortController().signal },
    );
    await expect.poll(async () => (await fetch(`${door.url}/readyz`)).status, LONG).toBe(200);

    let joined = 0;
    sockets.on('connection', () => (joined += 1));
    const before = connections();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let begun = 0; begun < CLIENTS; begun += AT_ONCE) {
        const wave = Array.from({ length: Math.min(AT_ONCE, CLIENTS - begun) }, (_, index) => index % 3);
        await Promise.all(wave.map((phase) => resetOne(door.port, phase)));
      }
      await expect.poll(() => sockets.clients.size, LONG).toBe(0);
      // Readiness checks and the requests of this test add a few.
      await expect.poll(connections, LONG).toBeLessThanOrEqual(before + 4);
    }
    expect(joined).toBeGreaterThanOrEqual((ROUNDS * CLIENTS) / 3);
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  },
);

/** Resets a WebSocket at once, after its answer began, or while it does not read. */
async function resetOne(port: number, phase: number): Promise<void> {
  const client = connect(port, '127.0.0.1');
  client.on('error', () => undefined);
  await once(client, 'connect');
  client.write(HANDSHAKE);
  if (phase > 0) await once(client, 'readable');
  if (phase > 1) {
    client.read();
    await once(client, 'readable');
  }
  client.resetAndDestroy();
}
