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

describe('two sites', () => {
  it.each(['503', 'silence'])('of which one answers checks with %s: its share goes to the other', async (what) => {
    let isWell = true;
    await using cloud = await startUpstream(
      (_request, response) => response.end('cloud'),
      (_request, response) => {
        if (isWell) response.end('ready\n');
        else if (what === '503') response.writeHead(503).end('waiting\n');
      },
    );
    await using onprem = await startUpstream((_request, response) => response.end('onprem'));
    const env = { SITES: 'cloud,onprem', API_URL_ONPREM: onprem.url, GATEWAY_URL_ONPREM: onprem.url };
    await using door = await startFrontDoor(
      { api: cloud.url, gateway: cloud.url },
      { ...env, WEIGHT_CLOUD: '50', WEIGHT_ONPREM: '50' },
    );
    const share = async () => {
      const sites: string[] = [];
      for (let index = 0; index < 10; index += 1) sites.push(await (await fetch(`${door.url}/v1/quotes`)).text());
      return sites.filter((site) => site === 'cloud').length;
    };
    await expect.poll(share, LONG).toBe(5);
    isWell = false;
    await expect.poll(share, LONG).toBe(0);
    const [first, second] = [await open(door.ws), await open(door.ws)];
    expect([cloud.clients.size, onprem.clients.size]).toEqual([0, 2]);
    for (const socket of [first, second]) socket.close();
    isWell = true;
    await expect.poll(share, LONG).toBe(5);
  });
});

describe('when no instance is ready', () => {
  it('requests and WebSockets that waited in vain go to one that has not answered its checks so far, and never to one that is not ready', async () => {
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
    expect((await fetch(`${door.url}/readyz`)).status).toBe(503);
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    expect(metrics).toContain('front_door_failed_open_total{site="cloud",upstream="api",service="front-door"} 4');
    expect(metrics).toContain('front_door_failed_open_total{site="cloud",upstream="gateway",service="front-door"} 1');
  });

  it('the front door fails open: a site whose checks begin to time out keeps its traffic, one that refuses gets nothing', async () => {
    let isSilent = false;
    await using cloud = await startUpstream(undefined, (_request, response) => {
      if (!isSilent) response.end('ready\n');
    });
    await using onprem = await startUpstream();
    const urls = { API_URL_ONPREM: onprem.url, GATEWAY_URL_ONPREM: onprem.url };
    // Longer than this test may take: nothing waits.
    const env = { SITES: 'cloud,onprem', WAIT_MS: '60000', ...urls };
    await using door = await startFrontDoor({ api: cloud.url, gateway: cloud.url }, env);
    const readyz = async () => {
      const response = await fetch(`${door.url}/readyz`);
      return `${response.status} ${(await response.text()).trim()}`;
    };
    await expect.poll(readyz, LONG).toBe('200 ready');
    await onprem[Symbol.asyncDispose]();
    isSilent = true;
    await expect
      .poll(readyz, LONG)
      .toBe(
        '200 failing open: api at cloud: does not answer; api at onprem: is down; gateway at cloud: does not answer; gateway at onprem: is down',
      );
    for (let index = 0; index < 4; index += 1) expect((await fetch(`${door.url}/v1/quotes`)).status).toBe(200);
    const socket = await open(door.ws);
    expect(cloud.clients.size).toBe(1);
    socket.close();
    const metrics = async () => (await fetch(`${door.url}/metrics`)).text();
    for (const line of [
      'front_door_failing_open{upstream="api",service="front-door",site="public"} 1',
      'front_door_failed_open_total{site="cloud",upstream="api",service="front-door"} 4',
      'front_door_failed_open_total{site="cloud",upstream="gateway",service="front-door"} 1',
      'front_door_site_up{site="cloud",upstream="api",service="front-door"} 0',
    ])
      expect(await metrics()).toContain(line);
    isSilent = false;
    await expect.poll(readyz, LONG).toBe('200 ready');
    expect(await metrics()).toContain('front_door_failing_open{upstream="api",service="front-door",site="public"} 0');
  });
});
