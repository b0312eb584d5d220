import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BlockedWebSocket, isGatewayReachable } from './blocked-web-socket.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watch(isReachable: boolean) {
  const said: string[] = [];
  const blocked = new BlockedWebSocket({ isReachable: async () => isReachable, onBlocked: (text) => said.push(text) });
  return { said, blocked };
}

it('reports that WebSocket is blocked when the gateway is reachable by HTTP and there is no connection', async () => {
  const { said, blocked } = watch(true);
  using _ = blocked;
  await vi.advanceTimersByTimeAsync(4_900);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(said).toEqual([expect.stringContaining('reachable by HTTP but not by WebSocket')]);
});

it.each([
  ['the gateway does not answer HTTP either', false, 'connecting'],
  ['there is a connection', true, 'connected'],
] as const)('reports nothing while %s', async (_, isReachable, state) => {
  const { said, blocked } = watch(isReachable);
  using _watched = blocked;
  blocked.connection(state);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said).toEqual([]);
});

it('checks again when the connection is lost', async () => {
  const { said, blocked } = watch(true);
  using _ = blocked;
  blocked.connection('connected');
  blocked.connection('reconnecting');
  await vi.advanceTimersByTimeAsync(5_100);
  expect(said).toHaveLength(1);
});

async function serve(status: number): Promise<{ server: Server; origin: string }> {
  const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it.each([
  [400, true],
  [503, false],
  [404, false],
])('takes an HTTP answer of %i for a gateway: %s', async (status, isReachable) => {
  vi.useRealTimers();
  const { server, origin } = await serve(status);
  expect(await isGatewayReachable(origin)).toBe(isReachable);
  server.close();
  server.closeAllConnections();
  expect(await isGatewayReachable('http://127.0.0.1:1')).toBe(false);
});
