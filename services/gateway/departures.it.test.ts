import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Departures } from './departures.ts';
import { OneATurn } from './transport/serial-web-socket-server.ts';

const LONG = { timeout: 10_000 };

let due: (() => void)[] = [];
let server: OneATurn;
let served: WebSocket[] = [];
let sockets: IncomingMessage['socket'][] = [];

beforeEach(async () => {
  [due, served, sockets] = [[], [], []];
  const departures = new Departures({ later: (act) => due.push(act) });
  server = new OneATurn({ port: 0, host: '127.0.0.1' });
  server.on('connection', (below, { socket }) => {
    served.push(below);
    sockets.push(socket);
    departures.watch(socket);
  });
  await once(server, 'listening');
});
afterEach(() => {
  for (const below of served) below.terminate();
  server.close();
});

async function connect(): Promise<WebSocket> {
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
  return client;
}

/** Does what is due until nothing is any more, and the sockets have had their time. */
async function doAll(): Promise<void> {
  while (due.length > 0) {
    due.shift()?.();
    await delay(20);
  }
}

const openOnes = () => served.filter(({ readyState }) => readyState !== WebSocket.CLOSED).length;

it.each(['close', 'terminate'] as const)('puts off what a client that leaves by %s costs', async (how) => {
  const clients = await Promise.all(Array.from({ length: 20 }, connect));
  await expect.poll(() => served.length, LONG).toBe(20);
  for (const client of clients) client[how]();
  await expect.poll(() => due.length, LONG).toBe(1);
  await expect.poll(() => sockets.every((socket) => socket.readableEnded), LONG).toBe(true);
  expect(openOnes()).toBe(20);
  await doAll();
  expect(openOnes()).toBe(0);
  expect(sockets.every((socket) => socket.destroyed)).toBe(true);
});

it('sees off one that is cut while its end waits', async () => {
  const client = await connect();
  client.terminate();
  await expect.poll(() => sockets[0]?.readableEnded, LONG).toBe(true);
  expect(sockets[0]?.writableEnded).toBe(false);
  sockets[0]?.destroy();
  await expect.poll(() => sockets[0]?.closed, LONG).toBe(true);
  expect(openOnes()).toBe(1);
  await doAll();
  expect(openOnes()).toBe(0);
});
