import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemSchema } from '@quotebridge/contracts';
import { createHttpServer, listen } from '@quotebridge/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { parseConfig } from './config.ts';
import { start } from './start.ts';

const LONG = { timeout: 10_000, interval: 20 };
const DOWN = 'http://127.0.0.1:9';
let staticDir: string;

beforeAll(async () => {
  staticDir = await mkdtemp(join(tmpdir(), 'quotebridge-site-'));
  await mkdir(join(staticDir, 'assets'));
  await writeFile(join(staticDir, 'index.html'), '<title>board</title>');
  await writeFile(join(staticDir, 'assets', 'index-1a2b.js'), 'export {}');
});
afterAll(() => rm(staticDir, { recursive: true }));

async function startFrontDoor(urls: { readonly api?: string; readonly gateway?: string } = {}) {
  const stopping = new AbortController();
  const env = { PORT: '0', LOG_LEVEL: 'silent', STATIC_DIR: staticDir };
  const config = parseConfig({ ...env, API_URL: urls.api ?? DOWN, GATEWAY_URL: urls.gateway ?? DOWN });
  const frontDoor = await start(config, { stopping: stopping.signal });
  return { ...frontDoor, stop: () => stopping.abort(), ws: `${frontDoor.url.replace('http', 'ws')}/socket.io/?EIO=4` };
}

/** An upstream with an HTTP side and a WebSocket that says everything back. */
async function startUpstream(answer: RequestListener = (request, response) => response.end(`got ${request.url}`)) {
  const server = createHttpServer(answer, { maxHeaderSize: 65_536 });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => undefined);
  });
  const listening = await listen(server, '127.0.0.1', 0);
  return {
    url: listening.url,
    clients: sockets.clients,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      await listening[Symbol.asyncDispose]();
    },
  };
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  return socket;
}

describe('several gateways', () => {
  it('take turns with new WebSockets, and the door is ready when all of them are', async () => {
    await using first = await startUpstream();
    await using second = await startUpstream();
    await using door = await startFrontDoor({ api: first.url, gateway: `${first.url},${second.url}` });
    const sockets = [];
    for (let index = 0; index < 6; index += 1) sockets.push(await open(door.ws));
    expect([first.clients.size, second.clients.size]).toEqual([3, 3]);
    for (const socket of sockets) socket.close();
    await second[Symbol.asyncDispose]();
    expect((await fetch(`${door.url}/readyz`)).status).toBe(503);
  });
});

describe('the frontend behind the front door', () => {
  const get = (url: string, accept: string) => fetch(url, { headers: { accept } });

  it('keeps hashed files for ever and asks again for the page', async () => {
    await using door = await startFrontDoor();
    const page = await fetch(`${door.url}/`);
    expect(await page.text()).toContain('board');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const asset = await fetch(`${door.url}/assets/index-1a2b.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toContain('javascript');
  });

  it('shows the board at every page that a person navigates to, and at nothing else', async () => {
    await using door = await startFrontDoor();
    const page = await get(`${door.url}/instruments/AAPL`, 'text/html,*/*');
    expect([page.status, await page.text()]).toEqual([200, '<title>board</title>']);
    for (const [path, accept] of [
      ['/data.json', '*/*'],
      ['/assets/old-1.js', 'text/html'],
      ['/..%2f..%2fetc/passwd', '*/*'],
      ['/%ff', '*/*'],
    ] as const) {
      const answer = await get(`${door.url}${path}`, accept);
      expect([400, 403, 404]).toContain(answer.status);
      expect(problemSchema.parse(await answer.json()).status).toBe(answer.status);
    }
    expect((await fetch(`${door.url}/`, { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404);
  });
});

describe('requests through the front door', () => {
  it("passes the API's documents on", async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    for (const path of ['/docs', '/docs/start.js', '/openapi.json', '/asyncapi.json'])
      expect(await (await fetch(`${door.url}${path}`)).text()).toBe(`got ${path}`);
  });

  it('passes events on as they come, and tells the API when the client has gone', async () => {
    const gone = Promise.withResolvers<void>();
    await using api = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      response.once('close', () => gone.resolve());
    });
    await using door = await startFrontDoor({ api: api.url });
    const client = new AbortController();
    const response = await fetch(`${door.url}/v1/stream`, { signal: client.signal });
    const { value } = await response.body!.getReader().read();
    expect(new TextDecoder().decode(value)).toBe('data: 1\n\n');
    client.abort();
    await gone.promise;
  });

  it('passes /v1 on as it is', async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    expect(await (await fetch(`${door.url}/v1/quotes?symbols=A,B`)).text()).toBe('got /v1/quotes?symbols=A,B');
    expect((await fetch(`${door.url}/v11`)).status).toBe(404);
  });

  it('passes on as many symbols as the API takes at most, the longest ones', async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    const symbols = Array.from({ length: 500 }, (_, index) => String(index).padStart(32, 'S'));
    const path = `/v1/quotes?symbols=${symbols.join(',')}`;
    expect(await (await fetch(`${door.url}${path}`)).text()).toBe(`got ${path}`);
  });

  it('answers with a problem while the API is down, and passes on again once it is back', async () => {
    await using door = await startFrontDoor();
    const response = await fetch(`${door.url}/v1/quotes`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(problemSchema.parse(await response.json()).detail).toBe('the api is down');
  });

  it('answers with a problem when the API hangs up, and breaks off where the API does', async () => {
    await using api = await startUpstream((request, response) => {
      if (request.url === '/v1/half') response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => request.socket.destroy());
    });
    await using door = await startFrontDoor({ api: api.url });
    const response = await fetch(`${door.url}/v1/none`);
    expect(response.status).toBe(502);
    expect(problemSchema.parse(await response.json()).detail).toBe('the api broke off');
    await expect(fetch(`${door.url}/v1/half`).then((half) => half.text())).rejects.toThrow('terminated');
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });

  it('outlives a client that goes away before the answer', async () => {
    const asked = Promise.withResolvers<void>();
    await using api = await startUpstream(() => asked.resolve());
    await using door = await startFrontDoor({ api: api.url });
    const client = connect(door.port, '127.0.0.1');
    client.write('GET /v1/quotes HTTP/1.1\r\nhost: x\r\n\r\n');
    await asked.promise;
    client.resetAndDestroy();
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });
});

describe('WebSockets through the front door', () => {
  it('passes messages both ways', async () => {
    await using gateway = await startUpstream();
    await using door = await startFrontDoor({ gateway: gateway.url });
    const socket = await open(door.ws);
    socket.send('hello');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(data.toString()).toBe('hello');
    socket.terminate();
  });

  it("ends the gateway's side when the client vanishes", async () => {
    await using gateway = await startUpstream();
    await using door = await startFrontDoor({ gateway: gateway.url });
    const socket = await open(door.ws);
    expect(gateway.clients.size).toBe(1);
    socket.terminate();
    await expect.poll(() => gateway.clients.size, LONG).toBe(0);
  });

  it("ends the client's side when the gateway vanishes", async () => {
    await using gateway = await startUpstream();
    await using door = await startFrontDoor({ gateway: gateway.url });
    const socket = await open(door.ws);
    const closed = once(socket, 'close');
    for (const client of gateway.clients) client.terminate();
    await closed;
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });

  it('refuses with a problem while the gateway is down, and at any other path', async () => {
    await using door = await startFrontDoor();
    await expect(open(door.ws)).rejects.toThrow('Unexpected server response: 503');
    await expect(open(`${door.url.replace('http', 'ws')}/elsewhere`)).rejects.toThrow(
      'Unexpected server response: 404',
    );
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });

  it('passes on that the gateway refuses', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'));
    await using gateway = await listen(server, '127.0.0.1', 0);
    await using door = await startFrontDoor({ gateway: gateway.url });
    await expect(open(door.ws)).rejects.toThrow('Unexpected server response: 400');
  });

  it('stops though WebSockets are open', async () => {
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

describe('/readyz of the front door', () => {
  const ready: RequestListener = (_request, response) => response.end('ready\n');

  it('is ready when the API and the gateway are', async () => {
    await using api = await startUpstream(ready);
    await using gateway = await startUpstream(ready);
    await using door = await startFrontDoor({ api: api.url, gateway: gateway.url });
    const response = await fetch(`${door.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([200, 'ready\n']);
  });

  it('says which is not, and why', async () => {
    await using api = await startUpstream((_request, response) => response.writeHead(503).end('waiting\n'));
    await using door = await startFrontDoor({ api: api.url });
    const response = await fetch(`${door.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([503, 'api: waiting; gateway: is down\n']);
  });

  it('says at which site it is, where that is known', async () => {
    await using api = await startUpstream(ready);
    await using door = await startFrontDoor({ api: api.url, gateway: `cloud=${DOWN}` });
    expect(await (await fetch(`${door.url}/readyz`)).text()).toBe('gateway (cloud): is down\n');
  });

  it('does not wait long for one that does not answer', async () => {
    await using gateway = await startUpstream(ready);
    const silent = createServer(() => undefined);
    await using api = await listen(silent, '127.0.0.1', 0);
    await using door = await startFrontDoor({ api: api.url, gateway: gateway.url });
    const response = await fetch(`${door.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([503, 'api: does not answer\n']);
  });

  it('serves its metrics', async () => {
    await using door = await startFrontDoor();
    expect(await (await fetch(`${door.url}/metrics`)).text()).toContain('service="front-door"');
  });
});
