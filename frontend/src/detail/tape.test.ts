import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import type { Api } from '../api.ts';
import { inventApi } from '../states/invented-market.ts';
import { tapeQuery } from './tape.ts';

const { signal } = new AbortController();
const tape = { mode: 'aggregate', carries: 'TAPE' };
const other = { mode: 'replicate', carries: 'QUOTES' };

/** An API that has these bridges, and answers requests for the tape with that status. */
async function apiWith(bridges: readonly object[], status: number) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.writeHead(status).end('{"symbol":"A B"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const api = {
    status: async (at: AbortSignal) => ({ ...(await inventApi(0).status(at)), bridges }),
  } as unknown as Pick<Api, 'status'>;
  const query = tapeQuery({ api, session: { origin: `http://127.0.0.1:${port}` } }, 'A B');
  return { query, requests, [Symbol.dispose]: () => void server.close() };
}

it('requests the tape of the symbol where a bridge makes it', async () => {
  using api = await apiWith([other, tape], 200);
  expect(await api.query.queryFn({ signal })).toEqual({ symbol: 'A B' });
  expect(api.requests).toEqual(['/v1/tape?symbol=A+B']);
});

it('requests nothing where no bridge makes it, and looks again seldom', async () => {
  using api = await apiWith([other], 200);
  expect(await api.query.queryFn({ signal })).toBeNull();
  expect(api.requests).toEqual([]);
  const [shown, absent] = [undefined, null].map((data) => api.query.refetchInterval({ state: { data } }));
  expect(absent).toBeGreaterThan(shown ?? 0);
});

it('has nothing for a symbol that no venue has quoted, and fails when the API cannot answer', async () => {
  using unquoted = await apiWith([tape], 404);
  using failing = await apiWith([tape], 503);
  expect(await unquoted.query.queryFn({ signal })).toBeNull();
  await expect(failing.query.queryFn({ signal })).rejects.toThrow('the API answered 503');
});
