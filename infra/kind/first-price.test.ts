import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { firstPrice, NoPriceError } from './first-price.ts';

const DEMO = { name: 'other', data: '' };

/** The address of a board whose newest quote has this `published`. */
async function board(published: () => number) {
  const server = createServer((_, answer) => answer.end(JSON.stringify({ quotes: [{ published: published() }] })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it('waits for a price that is live', async () => {
  await using there = await board(() => Date.now());
  await expect(firstPrice(DEMO, there.url, new AbortController().signal)).resolves.toBeUndefined();
});

it('gives up when only old prices come, and says what to do', async () => {
  await using there = await board(() => 1);
  const waiting = firstPrice(DEMO, there.url, new AbortController().signal, 200);
  await expect(waiting).rejects.toThrow(NoPriceError);
  await expect(waiting).rejects.toThrow('npm run kind:restore -- --name other restores it');
});

it('ends with the reason of its signal when it is stopped meanwhile', async () => {
  await using there = await board(() => 1);
  const stopped = AbortSignal.abort(new Error('enough'));
  await expect(firstPrice(DEMO, there.url, stopped, 200)).rejects.toThrow('enough');
});
