import { createServer } from 'node:http';
import { listen } from '@quotebridge/service-kit';
import { describe, expect, it } from 'vitest';
import { becomesReady, LONG, NO_WAIT, open, startFrontDoor, startUpstream } from './testing.ts';

describe('several gateways', () => {
  it('get new WebSockets in turn, and the front door is ready while one of them is', async () => {
    await using first = await startUpstream();
    await using second = await startUpstream();
    await using door = await startFrontDoor({ api: first.url, gateway: `${first.url},${second.url}` });
    await becomesReady(door.url);
    const sockets = [];
    for (let index = 0; index < 6; index += 1) sockets.push(await open(door.ws));
    expect([first.clients.size, second.clients.size]).toEqual([3, 3]);
    await second[Symbol.asyncDispose]();
    expect((await fetch(`${door.url}/readyz`)).status).toBe(200);
    for (let index = 0; index < 4; index += 1) sockets.push(await open(door.ws));
    expect(first.clients.size).toBe(7);
    for (const socket of sockets) socket.close();
  });

  it('get no WebSocket once they report that they drain', async () => {
    let isDraining = false;
    await using first = await startUpstream(undefined, (_request, response) => {
      response.writeHead(isDraining ? 503 : 200).end('draining\n');
    });
    await using second = await startUpstream();
    await using door = await startFrontDoor({ api: second.url, gateway: `${first.url},${second.url}` });
    await becomesReady(door.url);
    isDraining = true;
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open(door.ws)));
    expect([first.clients.size, second.clients.size]).toEqual([0, 20]);
    for (const socket of sockets) socket.close();
  });

  it('are skipped once when they are full', async () => {
    const full = createServer((_request, response) => response.end('ready\n'));
    full.on('upgrade', (_request, socket) =>
      socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n'),
    );
    await using first = await listen(full, '127.0.0.1', 0);
    await using second = await startUpstream();
    await using door = await startFrontDoor({ gateway: `${first.url},${second.url}` });
    await expect.poll(async () => (await fetch(`${door.url}/readyz`)).text(), LONG).not.toContain('gateway');
    const sockets = [await open(door.ws), await open(door.ws)];
    expect(second.clients.size).toBe(2);
    for (const socket of sockets) socket.close();
  });
});

describe('when no instance is ready in time', () => {
  it('requests and WebSockets go to one that does not answer its checks, and never to one that is not ready', async () => {
    await using silent = await startUpstream(undefined, () => undefined);
    await using waiting = await startUpstream(undefined, (_request, response) => {
      response.writeHead(503).end('waiting\n');
    });
    const urls = `${waiting.url},${silent.url}`;
    await using door = await startFrontDoor({ api: urls, gateway: urls }, NO_WAIT);
    await expect.poll(async () => (await fetch(`${door.url}/readyz`)).text(), LONG).toContain('does not answer');
    for (let index = 0; index < 4; index += 1) expect((await fetch(`${door.url}/v1/quotes`)).status).toBe(200);
    const socket = await open(door.ws);
    expect([waiting.clients.size, silent.clients.size]).toEqual([0, 1]);
    socket.close();
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    expect(metrics).toContain('front_door_last_resort_total{site="cloud",upstream="api",service="front-door"} 4');
    expect(metrics).toContain('front_door_last_resort_total{site="cloud",upstream="gateway",service="front-door"} 1');
  });
});
