import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openApi } from './api.ts';

const instrument = (symbol: string) => ({ symbol, name: symbol, currency: 'USD', tickSize: '0.01', source: 'replay' });

async function api(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

it('reads every page', async () => {
  await using server = await api((request, response) => {
    const isFirst = !new URL(request.url ?? '', 'http://x').searchParams.has('after');
    const instruments = [instrument(isFirst ? 'A' : 'B')];
    response.end(JSON.stringify({ instruments, total: 2, next: isFirst ? '/v1/instruments?after=A' : null }));
  });
  const all = await openApi(server.origin).instruments(new AbortController().signal);
  expect(all.map(({ symbol }) => symbol)).toEqual(['A', 'B']);
});

it('throws when the API is not ready, or breaks the contract', async () => {
  await using down = await api((_request, response) => response.writeHead(503).end('{"title":"Not ready"}'));
  const { signal } = new AbortController();
  await expect(openApi(down.origin).instruments(signal)).rejects.toThrow('the API answered 503');
  const instruments = [{ ...instrument('A'), tickSize: 'x' }];
  await using odd = await api((_request, response) => response.end(JSON.stringify({ instruments, next: null })));
  await expect(openApi(odd.origin).instruments(signal)).rejects.toThrow('instrument.tickSize must be a decimal string');
});

it('reads the opens of all instruments as numbers, in one request', async () => {
  const asked: (string | undefined)[] = [];
  await using server = await api((request, response) => {
    asked.push(request.url);
    response.end(JSON.stringify({ day: 86_400_000, opens: [{ symbol: 'A', open: '-37.63', seq: 4 }] }));
  });
  const opens = await openApi(server.origin).opens(new AbortController().signal);
  expect(opens).toEqual({ day: 86_400_000, bySymbol: new Map([['A', -37.63]]) });
  expect(asked).toEqual(['/v1/opens']);
});
