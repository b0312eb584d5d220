import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { problemSchema } from '@quotebridge/contracts';
import { createHttpServer, listen } from '@quotebridge/service-kit';
import { freePort } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { readConfig } from './config.ts';
import { start } from './start.ts';

const LONG = { timeout: 10_000, interval: 20 };
const DOWN = 'http://127.0.0.1:9';
/** A timeout for an upstream that never appears. */
const NO_WAIT = { WAIT_MS: '300' };
let staticDir: string;

beforeAll(async () => {
  staticDir = await mkdtemp(join(tmpdir(), 'quotebridge-site-'));
  await mkdir(join(staticDir, 'assets'));
  await writeFile(join(staticDir, 'index.html'), '<title>board</title>');
  await writeFile(join(staticDir, 'assets', 'index-1a2b.js'), 'export {}');
});
afterAll(() => rm(staticDir, { recursive: true }));

async function startFrontDoor(urls: { readonly api?: string; readonly gateway?: string } = {}, more = {}) {
  const stopping = new AbortController();
  const env = { PORT: '0', LOG_LEVEL: 'silent', STATIC_DIR: staticDir, WAIT_MS: '20000', ...more };
  const config = readConfig({ ...env, API_URL_CLOUD: urls.api ?? DOWN, GATEWAY_URL_CLOUD: urls.gateway ?? DOWN });
  const frontDoor = await start(config, { stopping: stopping.signal });
  return { ...frontDoor, stop: () => stopping.abort(), ws: `${frontDoor.url.replace('http', 'ws')}/socket.io/?EIO=4` };
}

/** An upstream with HTTP routes, ready unless `readyz` is replaced, and a WebSocket that echoes. */
async function startUpstream(
  answer: RequestListener = (request, response) => response.end(`got ${request.url}`),
  readyz: RequestListener = (_request, response) => response.end('ready\n'),
) {
  const server = createHttpServer(
    (request, response) => (request.url === '/readyz' ? readyz : answer)(request, response),
    { maxHeaderSize: 65_536 },
  );
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => undefined);
  });
  const listening = await listen(server, '127.0.0.1', 0);
  return {
    url: listening.url,
    clients: sockets.clients,
    /** Called for each request except readiness checks. */
    onRequest(take: (request: IncomingMessage) => void) {
      server.on('request', (request: IncomingMessage) => {
        if (request.url !== '/readyz') take(request);
      });
    },
    /** Resets every connection. */
    breakConnections() {
      for (const socket of connections) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      await listening[Symbol.asyncDispose]();
    },
  };
}

async function becomesReady(url: string): Promise<void> {
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, LONG).toBe(200);
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  return socket;
}

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

describe('the frontend behind the front door', () => {
  const get = (url: string, accept: string) => fetch(url, { headers: { accept } });

  it('caches hashed files for ever and revalidates the page', async () => {
    await using door = await startFrontDoor();
    const page = await fetch(`${door.url}/`);
    expect(await page.text()).toContain('board');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const asset = await fetch(`${door.url}/assets/index-1a2b.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toContain('javascript');
  });

  it('compresses files, with a different ETag for each encoding', async () => {
    await writeFile(join(staticDir, 'assets', 'large-3c.js'), 'export const text = "quote";\n'.repeat(1_000));
    await using door = await startFrontDoor();
    const url = `${door.url}/assets/large-3c.js`;
    const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
    expect([plain.headers.get('content-encoding'), plain.headers.get('content-length')]).toEqual([null, '29000']);
    for (const encoding of ['gzip', 'br']) {
      const packed = await fetch(url, { headers: { 'accept-encoding': encoding } });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(packed.headers.get('vary')?.toLowerCase()).toBe('accept-encoding');
      // Weak: the same content, not the same bytes.
      expect(packed.headers.get('etag')).toMatch(/^W\//);
      expect(await packed.text()).toBe(await (await fetch(url)).text());
      const etag = packed.headers.get('etag') ?? '';
      const asked = `host: x\r\naccept-encoding: ${encoding}\r\nif-none-match: ${etag}\r\nconnection: close`;
      const { head } = await askPlainly(door.port, `GET /assets/large-3c.js HTTP/1.1\r\n${asked}\r\n\r\n`);
      expect(head[0]).toBe('HTTP/1.1 304 Not Modified');
      expect(head.map((line) => line.toLowerCase())).toContain('vary: accept-encoding');
    }
    const part = await fetch(url, { headers: { range: 'bytes=0-9', 'accept-encoding': 'gzip' } });
    expect([part.status, part.headers.get('content-encoding'), await part.text()]).toEqual([206, null, 'export con']);
  });

  it('answers a path that is not a file with a problem, in a browser too', async () => {
    await using door = await startFrontDoor();
    for (const [path, accept] of [
      ['/instruments/AAPL', 'text/html,*/*'],
      ['/data.json', '*/*'],
      ['/assets/old-1.js', 'text/html'],
      ['/..%2f..%2fetc/passwd', '*/*'],
      ['/%ff', '*/*'],
    ] as const) {
      const answer = await get(`${door.url}${path}`, accept);
      expect([400, 403, 404]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(problemSchema.parse(await answer.json()).status).toBe(answer.status);
    }
    expect((await fetch(`${door.url}/`, { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404);
  });
});

describe('requests through the front door', () => {
  it("forwards the API's documents", async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    for (const path of ['/docs', '/docs/start.js', '/openapi.json', '/asyncapi.json'])
      expect(await (await fetch(`${door.url}${path}`)).text()).toBe(`got ${path}`);
  });

  it('streams events, and closes its request to the API when the client has gone', async () => {
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

  it('forwards /v1 unchanged', async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    expect(await (await fetch(`${door.url}/v1/quotes?symbols=A,B`)).text()).toBe('got /v1/quotes?symbols=A,B');
    expect(await (await fetch(`${door.url}/v1/quotes/BTC%2FUSD`)).text()).toBe('got /v1/quotes/BTC%2FUSD');
    expect((await fetch(`${door.url}/v11`)).status).toBe(404);
  });

  it('forwards the maximum number of the longest symbols', async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    const symbols = Array.from({ length: 500 }, (_, index) => String(index).padStart(32, 'S'));
    const path = `/v1/quotes?symbols=${symbols.join(',')}`;
    expect(await (await fetch(`${door.url}${path}`)).text()).toBe(`got ${path}`);
  });

  it('answers with a problem while the API is down, and forwards again once it is back', async () => {
    await using door = await startFrontDoor({}, NO_WAIT);
    const response = await fetch(`${door.url}/v1/quotes`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(problemSchema.parse(await response.json()).detail).toBe('no api is ready');
  });

  it('answers with a problem when the API closes the connection, and aborts a response that the API aborts', async () => {
    await using api = await startUpstream((request, response) => {
      if (request.url === '/v1/half') response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => request.socket.destroy());
    });
    await using door = await startFrontDoor({ api: api.url });
    const response = await fetch(`${door.url}/v1/none`);
    expect(response.status).toBe(502);
    expect(problemSchema.parse(await response.json()).detail).toBe('the api closed the connection');
    await expect(fetch(`${door.url}/v1/half`).then((half) => half.text())).rejects.toThrow('terminated');
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });

  it('retries a request whose connection failed once, and only once', async () => {
    let attempts = 0;
    await using api = await startUpstream((request, response) => {
      attempts += 1;
      if (request.url === '/v1/always' || attempts === 1) request.socket.destroy();
      else response.end('got it');
    });
    await using door = await startFrontDoor({ api: api.url });
    expect(await (await fetch(`${door.url}/v1/once`)).text()).toBe('got it');
    expect(attempts).toBe(2);
    expect((await fetch(`${door.url}/v1/always`)).status).toBe(502);
    expect(attempts).toBe(4);
    expect((await fetch(`${door.url}/v1/always`, { method: 'POST', body: 'x' })).status).toBe(502);
    expect(attempts).toBe(5);
  });

  it('fails no request when idle kept-alive connections die', async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    const ask = () => Promise.all(Array.from({ length: 20 }, () => fetch(`${door.url}/v1/quotes`)));
    await ask();
    for (let round = 0; round < 10; round += 1) {
      api.breakConnections();
      expect((await ask()).map(({ status }) => status)).toEqual(Array(20).fill(200));
    }
  });

  it('keeps its connections to an upstream for later requests', async () => {
    await using api = await startUpstream();
    await using door = await startFrontDoor({ api: api.url });
    const ports = new Set<number | undefined>();
    api.onRequest(({ socket }) => ports.add(socket.remotePort));
    for (let index = 0; index < 20; index += 1) await (await fetch(`${door.url}/v1/quotes`)).text();
    expect(ports.size).toBe(1);
  });

  it('uses another API when one is gone', async () => {
    await using second = await startUpstream();
    const first = await startUpstream();
    await using door = await startFrontDoor({ api: `${first.url},${second.url}` });
    await fetch(`${door.url}/v1/quotes`);
    await first[Symbol.asyncDispose]();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${door.url}/v1/quotes`)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it('waits for an API that comes back in time', async () => {
    const port = await freePort();
    await using door = await startFrontDoor({ api: `http://127.0.0.1:${port}` });
    const asked = fetch(`${door.url}/v1/quotes`);
    await using _api = await listen(
      createServer((_request, response) => response.end('back')),
      '127.0.0.1',
      port,
    );
    expect(await (await asked).text()).toBe('back');
  });

  it('forwards a body, and discards the body of a GET', async () => {
    await using api = await startUpstream((request, response) => {
      void buffer(request).then((body) => response.end(String(body.length)));
    });
    await using door = await startFrontDoor({ api: api.url });
    const body = 'x'.repeat(3_000_000);
    expect(await (await fetch(`${door.url}/v1/any`, { method: 'POST', body })).text()).toBe('3000000');
    const { port } = door;
    for (const length of [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }]) {
      const request = httpRequest({ port, host: '127.0.0.1', path: '/v1/any', method: 'GET', headers: length });
      request.end(body);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      expect([response.statusCode, await text(response)]).toEqual([200, '0']);
    }
  });

  it('answers HTTP/1.0 clients with HTTP/1.0 semantics', async () => {
    await using api = await startUpstream((_request, response) => {
      response.write('in ');
      response.end('parts');
    });
    await using door = await startFrontDoor({ api: api.url });
    const { head, body } = await askPlainly(door.port, 'GET /v1/quotes HTTP/1.0\r\nhost: x\r\n\r\n');
    expect(head.filter((line) => /^(connection|keep-alive|transfer-encoding):/i.test(line))).toEqual([
      'Connection: close',
    ]);
    expect(body).toBe('in parts');
  });

  it('appends the client to X-Forwarded-For, and drops hop-by-hop headers', async () => {
    const headers = Promise.withResolvers<IncomingHttpHeaders>();
    await using api = await startUpstream((request, response) => {
      headers.resolve(request.headers);
      response.end();
    });
    await using door = await startFrontDoor({ api: api.url });
    const made = ['x-forwarded-for: 1.2.3.4', 'connection: close, x-hop', 'x-hop: 1', 'te: trailers', 'x-end: 1'];
    await askPlainly(door.port, `GET /v1/quotes HTTP/1.1\r\nhost: x\r\n${made.join('\r\n')}\r\n\r\n`);
    const { 'x-forwarded-for': from, 'x-hop': hop, te, 'x-end': end, host } = await headers.promise;
    expect({ from, hop, te, end, host }).toEqual({
      from: '1.2.3.4, 127.0.0.1',
      hop: undefined,
      te: undefined,
      end: '1',
      host: 'x',
    });
  });

  it('closes the connection instead of answering an EventSource with an error, after which it would not reconnect', async () => {
    await using api = await startUpstream((_request, response) => response.writeHead(503).end());
    await using door = await startFrontDoor({ api: api.url });
    const headers = { accept: 'text/event-stream' };
    await expect(fetch(`${door.url}/v1/stream`, { headers })).rejects.toThrow('fetch failed');
    await using down = await startFrontDoor({}, NO_WAIT);
    await expect(fetch(`${down.url}/v1/stream`, { headers })).rejects.toThrow('fetch failed');
    // An invalid request would be invalid again.
    await using strict = await startUpstream((_request, response) => response.writeHead(400).end());
    await using other = await startFrontDoor({ api: strict.url });
    expect((await fetch(`${other.url}/v1/stream`, { headers })).status).toBe(400);
  });

  it('survives a client that leaves before the response', async () => {
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

/** Sends a request as text and reads until the other side closes. */
async function askPlainly(port: number, request: string) {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { head: head.split('\r\n'), body };
}

describe('the console', () => {
  it('answers at /console, with what a client sends, whatever its method', async () => {
    await using upstream = await startUpstream((request, response) => {
      void text(request).then((body) =>
        response.end(`${request.method} ${request.url} ${request.headers['authorization']} ${body}`),
      );
    });
    await using frontDoor = await startFrontDoor({}, { CONSOLE_URL: upstream.url });
    const response = await fetch(`${frontDoor.url}/console/v1/actions?x=1`, {
      method: 'POST',
      body: 'a body',
      headers: { authorization: 'Bearer of it' },
    });
    expect(await response.text()).toBe('POST /console/v1/actions?x=1 Bearer of it a body');
    expect((await fetch(`${frontDoor.url}/consoles`)).status).toBe(404);
  });

  it('has nothing to say where the demo runs without one, and no browser logs an error', async () => {
    await using frontDoor = await startFrontDoor();
    const response = await fetch(`${frontDoor.url}/console/v1/state`);
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('is said to be down while it is, and an event stream is closed so that the browser connects again', async () => {
    await using frontDoor = await startFrontDoor({}, { CONSOLE_URL: DOWN });
    const response = await fetch(`${frontDoor.url}/console/v1/state`);
    expect([response.status, (await response.json()).detail]).toEqual([502, 'the console does not answer']);
    const events = fetch(`${frontDoor.url}/console/v1/events`, { headers: { accept: 'text/event-stream' } });
    await expect(events).rejects.toThrow('fetch failed');
  });
});
