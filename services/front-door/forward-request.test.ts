import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { problemSchema } from '@quotebridge/contracts';
import { listen } from '@quotebridge/service-kit';
import { freePort } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { askPlainly, NO_WAIT, startFrontDoor, startUpstream } from './testing.ts';

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
