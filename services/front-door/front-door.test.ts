import { createServer } from 'node:http';
import { listen } from '@quotebridge/service-kit';
import { describe, expect, it } from 'vitest';
import { NO_WAIT, open, startFrontDoor, startUpstream } from './testing.ts';

describe('/readyz of the front door', () => {
  it('is ready when the API and the gateway are', async () => {
    await using api = await startUpstream();
    await using gateway = await startUpstream();
    await using door = await startFrontDoor({ api: api.url, gateway: gateway.url });
    const response = await fetch(`${door.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([200, 'ready\n']);
  });

  it('names the service that is not ready, and why', async () => {
    await using api = await startUpstream(undefined, (_request, response) => response.writeHead(503).end('waiting\n'));
    await using door = await startFrontDoor({ api: api.url });
    const response = await fetch(`${door.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([
      503,
      'api at cloud: waiting; gateway at cloud: is down\n',
    ]);
  });

  it('does not wait long for an upstream that does not respond', async () => {
    await using gateway = await startUpstream();
    const silent = createServer(() => undefined);
    await using api = await listen(silent, '127.0.0.1', 0);
    await using door = await startFrontDoor({ api: api.url, gateway: gateway.url });
    const response = await fetch(`${door.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([503, 'api at cloud: does not answer\n']);
  });

  it('serves its metrics', async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url }, NO_WAIT);
    await fetch(`${door.url}/v1/quotes`);
    await expect(open(door.ws)).rejects.toThrow('503');
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    for (const line of [
      'front_door_requests_total{site="cloud",upstream="api",code="200",service="front-door"} 1',
      'front_door_requests_total{site="none",upstream="gateway",code="503",service="front-door"} 1',
      'front_door_weight{site="cloud",upstream="api",service="front-door"} 100',
      'front_door_site_up{site="cloud",upstream="api",service="front-door"} 1',
      'front_door_site_up{site="cloud",upstream="gateway",service="front-door"} 0',
    ])
      expect(metrics).toContain(line);
  });
});
