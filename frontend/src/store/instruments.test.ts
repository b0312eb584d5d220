import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { fetchInstruments } from './instruments.ts';

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
  const all = await fetchInstruments(server.origin, new AbortController().signal);
  expect(all.map(({ symbol }) => symbol)).toEqual(['A', 'B']);
});

it('throws when the API is not ready, or breaks the contract', async () => {
  await using down = await api((_request, response) => response.writeHead(503).end('{"title":"Not ready"}'));
  const { signal } = new AbortController();
  await expect(fetchInstruments(down.origin, signal)).rejects.toThrow('/v1/instruments answered 503');
  const instruments = [{ ...instrument('A'), tickSize: 'x' }];
  await using odd = await api((_request, response) => response.end(JSON.stringify({ instruments, next: null })));
  await expect(fetchInstruments(odd.origin, signal)).rejects.toThrow('instrument.tickSize must be a decimal string');
});
