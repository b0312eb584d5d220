import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { watch } from './watch.ts';

const LONG = { timeout: 10_000, interval: 20 };

/** An output stream, as a terminal or not, with a number of rows, and the text written to it. */
function output(isTTY: boolean, rows: number) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120, rows });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

/** Watches the responses of a server until the test stops it. */
async function start(answer: RequestListener, { isTTY = false, json = false, rows = 40 }) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [out, err, stopping] = [output(isTTY, rows), output(isTTY, rows), new AbortController()];
  const over = watch({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    symbols: ['A'],
    json,
    out: out.stream,
    err: err.stream,
    stopping: stopping.signal,
  });
  return {
    out: out.text,
    err: err.text,
    over,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await over.catch(() => undefined);
      server.closeAllConnections();
      server.close();
    },
  };
}

const PRICES = { bid: '100.07', bidSize: 100, ask: '100.08', askSize: 200, last: '100.07' };
const quote = (seq: number) => ({ symbol: 'A', seq, epoch: 1, time: 1, published: Date.now(), ...PRICES });
const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

const events: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(event('status', { stale: { since: Date.now() - 3_000, reason: 'link' } }));
  response.write(event('reset', { reason: 'more than 50000 messages were missed' }));
  response.write(event('quote', quote(7)));
};

it('draws a table in a terminal, with a warning while prices are stale', async () => {
  await using watched = await start(events, { isTTY: true });
  await expect.poll(() => stripVTControlCharacters(watched.out()), LONG).toMatch(/A .* 100\.07 .* 7 /);
  expect(stripVTControlCharacters(watched.out())).toContain('the link is down');
  expect(watched.err()).toContain('quotes were missed: more than 50000 messages were missed');
});

it('writes plain lines to a terminal of unknown size', async () => {
  await using watched = await start(events, { isTTY: true, rows: 0 });
  await expect.poll(watched.out, LONG).toMatch(/^\S+ \S+ A bid 100\.07 .* seq 7\n$/);
});

it.each([
  [false, /^\S+ \S+ A bid 100\.07 x 100 ask 100\.08 x 200 last 100\.07 seq 7\n$/],
  [true, /^\{"symbol":"A","seq":7.*\}\n$/],
])('writes a plain line for each quote to what is no terminal (JSON: %s)', async (json, line) => {
  await using watched = await start(events, { json });
  await expect.poll(watched.out, LONG).toMatch(line);
  expect(stripVTControlCharacters(watched.err())).toContain('the link is down');
  expect(watched.err()).toContain('quotes were missed');
});

it('fails at a server that is not the API', async () => {
  const page: RequestListener = (_request, response) => response.writeHead(404).end('<html>not here</html>');
  await using watched = await start(page, {});
  await expect(watched.over).rejects.toThrow('the API answered 404: no reason given');
});

it('reconnects after a 429 once it was live', async () => {
  let asked = 0;
  const busy: RequestListener = (request, response) => {
    asked += 1;
    if (asked === 2) {
      response.writeHead(429, { 'content-type': 'application/problem+json' }).end('{}');
      return;
    }
    if (asked > 2) {
      events(request, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`retry: 20\n\n${event('quote', quote(1))}`);
  };
  await using watched = await start(busy, {});
  await expect.poll(watched.out, LONG).toContain('seq 7');
});
