import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { listen, listeningWith } from './listen.ts';

it('disposes of everything a service owns, including its server, newest first', async () => {
  const disposed: string[] = [];
  const build = async () => {
    await using stack = new AsyncDisposableStack();
    stack.defer(() => void disposed.push('connection'));
    const listening = stack.use(
      await listen(
        createServer((_, response) => response.end('hello')),
        '127.0.0.1',
        0,
      ),
    );
    stack.defer(() => void disposed.push('work'));
    return listeningWith(listening, stack);
  };
  const service = await build();
  expect(await (await fetch(service.url)).text()).toBe('hello');
  expect(disposed).toEqual([]);
  await service[Symbol.asyncDispose]();
  expect(disposed).toEqual(['work', 'connection']);
  await expect(fetch(service.url)).rejects.toThrow('fetch failed');
});
