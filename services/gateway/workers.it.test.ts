import { resolve } from 'node:path';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { expect, it } from 'vitest';
import { connectClient, startWorkerProcesses } from './testing.ts';

const LONG = { timeout: 30_000, interval: 50 };

it('serves one port with several processes, whose figures are added up, and replaces one that dies', async () => {
  await using broker = await startBroker();
  await using feed = await openTestFeed(broker);
  await feed.publish('A');
  await using gateway = await startWorkerProcesses(broker, resolve(import.meta.dirname, 'main.ts'));
  const clients = Array.from({ length: 8 }, () => connectClient(gateway.url));
  for (const client of clients) await expect.poll(() => client.subscribe('*'), LONG).toMatchObject({ ok: true });
  expect(await gateway.metric('gateway_clients')).toBe(8);
  const pids = gateway.workers();
  expect(pids).toHaveLength(2);
  await feed.publish('A');
  for (const { account } of clients) await expect.poll(() => account.seqs.get('A'), LONG).toBe(2);

  process.kill(pids[0] ?? 0, 'SIGKILL');
  await expect.poll(() => clients.filter(({ disconnects }) => disconnects.length > 0).length, LONG).toBeGreaterThan(0);
  await expect.poll(() => gateway.metric('gateway_clients'), LONG).toBe(8);
  await expect.poll(() => gateway.workers().length, LONG).toBe(2);
  for (const client of clients) await client[Symbol.asyncDispose]();
});
