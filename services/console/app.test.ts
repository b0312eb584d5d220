import { createHttpServer, createLogger, createMetrics, listen } from '@quotebridge/service-kit';
import { expect, it } from 'vitest';
import { createApp } from './app.ts';
import { StateBuilder } from './core/state.ts';
import { StateFeed } from './state-feed.ts';

const NOTHING = { sites: [], services: [], brokers: [], shares: [], cable: null, migration: null };

/** A console that knows nothing yet, and runs where no faults are offered. */
async function startReader() {
  await using stack = new AsyncDisposableStack();
  const builder = new StateBuilder({ from: 'onprem', to: 'cloud' }, []);
  const feed = stack.use(new StateFeed(() => builder.build({ ...NOTHING, now: 0, wall: 0 })));
  const health = { notReady: () => null, metrics: createMetrics('console', 'public') };
  const log = createLogger('console', 'silent');
  const app = createApp({ feed, receipts: () => [], acting: null, migrations: null, health, log, trustedProxies: 0 });
  const { url } = stack.use(await listen(createHttpServer(app), '127.0.0.1', 0));
  const running = stack.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

it('offers no faults where the way of running has none', async () => {
  await using reader = await startReader();
  const state = await (await fetch(`${reader.url}/console/v1/state`)).json();
  expect(state.actions).toEqual([]);
  for (const [method, path] of [
    ['POST', '/console/v1/link/cut'],
    ['POST', '/console/v1/processes/feed/kill'],
    ['POST', '/console/v1/migration/stage/2'],
    ['POST', '/console/v1/migration/hold'],
    ['GET', '/console/v1/processes'],
    ['GET', '/console/v1/audit'],
  ]) {
    const response = await fetch(`${reader.url}${path}`, { method: method! });
    expect([path, response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([
      path,
      409,
      'application/problem+json',
    ]);
    expect((await response.json()).detail).toContain('this way of running offers no faults');
  }
});

it('names the actions that there are', async () => {
  await using reader = await startReader();
  const response = await fetch(`${reader.url}/console/v1/link/break`, { method: 'POST' });
  expect([response.status, (await response.json()).detail]).toEqual([
    404,
    'there is no such action; there are: cut, restore',
  ]);
});
