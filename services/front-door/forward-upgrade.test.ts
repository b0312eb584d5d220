import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from '@quotebridge/service-kit';
import { describe, expect, it } from 'vitest';
import { LONG, NO_WAIT, open, startFrontDoor, startUpstream } from './testing.ts';

describe('WebSockets through the front door', () => {
  it('forwards messages both ways', async () => {
    await using gateway = await startUpstream();
    await using door = await startFrontDoor({ gateway: gateway.url });
    const socket = await open(door.ws);
    socket.send('hello');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(data.toString()).toBe('hello');
    socket.terminate();
  });

  it("closes the gateway's side when the client vanishes", async () => {
    await using gateway = await startUpstream();
    await using door = await startFrontDoor({ gateway: gateway.url });
    const socket = await open(door.ws);
    expect(gateway.clients.size).toBe(1);
    socket.terminate();
    await expect.poll(() => gateway.clients.size, LONG).toBe(0);
  });

  it("closes the client's side when the gateway vanishes", async () => {
    await using gateway = await startUpstream();
    await using door = await startFrontDoor({ gateway: gateway.url });
    const socket = await open(door.ws);
    const closed = once(socket, 'close');
    for (const client of gateway.clients) client.terminate();
    await closed;
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });

  it('refuses with a problem while the gateway is down, and at any other path', async () => {
    await using door = await startFrontDoor({}, NO_WAIT);
    await expect(open(door.ws)).rejects.toThrow('Unexpected server response: 503');
    await expect(open(`${door.url.replace('http', 'ws')}/elsewhere`)).rejects.toThrow(
      'Unexpected server response: 404',
    );
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });

  it('forwards a refusal of the gateway', async () => {
    const server = createServer((_request, response) => response.end('ready\n'));
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'));
    await using gateway = await listen(server, '127.0.0.1', 0);
    await using door = await startFrontDoor({ gateway: gateway.url });
    await expect(open(door.ws)).rejects.toThrow('Unexpected server response: 400');
  });

  it('stops while WebSockets are open', async () => {
    await using gateway = await startUpstream();
    const door = await startFrontDoor({ gateway: gateway.url });
    const socket = await open(door.ws);
    socket.pause();
    door.stop();
    expect((await fetch(`${door.url}/readyz`)).status).toBe(503);
    await door[Symbol.asyncDispose]();
    await expect.poll(() => gateway.clients.size, LONG).toBe(0);
    await expect(fetch(`${door.url}/healthz`)).rejects.toThrow('fetch failed');
  });
});
