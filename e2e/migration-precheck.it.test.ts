import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openClient } from './account-client.ts';
import { ONPREM, startMigrationDemo } from './migration-demo.ts';
import type { MigrationDemo } from './migration-demo.ts';
import { ALL_ONPREM } from './migration-state.ts';
import { QUICK } from './migration-tool.ts';

const LONG = { timeout: 60_000, interval: 100 };

let demo: MigrationDemo;
beforeAll(async () => {
  demo = await startMigrationDemo({ stage: 0 });
});
afterAll(() => demo[Symbol.asyncDispose]());

it('warns of a mirror that has lag 0 and does not move', async () => {
  const warnings = async () => {
    const tool = demo.migrate('api,gateway', '--to', 'cloud', '--dry-run');
    expect(await tool.ended).toMatchObject({ code: 0, error: '' });
    return tool.lines.filter((line) => line.includes(' ! '));
  };
  expect(await warnings()).toEqual([]);
  await demo.control('hang/feed');
  expect(await warnings()).toEqual([expect.stringContaining('the mirror at cloud has lag 0 and no activity')]);
  await demo.control('resume/feed');
});

it('refuses a target without room for the clients of the source, before it gets any traffic', async () => {
  using stack = new DisposableStack();
  const clients = [stack.use(openClient(demo.url)), stack.use(openClient(demo.url))];
  await expect.poll(() => Math.min(...clients.map(({ snapshots }) => snapshots)), LONG).toBeGreaterThan(0);
  // For the gateway that is started in the cloud.
  vi.stubEnv('MAX_CLIENTS', '1');
  const tool = demo.migrate('api,gateway', '--to', 'cloud', ...QUICK);
  expect((await tool.ended).code).toBe(3);
  vi.unstubAllEnvs();
  expect(tool.events.at(-1)).toMatchObject({
    status: 'rolled-back',
    // Those of this test, and as many of the tool's own as have connected.
    reason: expect.stringMatching(/^the gateways at cloud have room for 1 clients, those at onprem have [2-8]$/),
  });
  expect(tool.events.filter(({ event, text }) => event === 'weights' && text?.includes('cloud 10'))).toEqual([]);
  expect([await demo.instances(), await demo.weights()]).toEqual([ONPREM, ALL_ONPREM]);
});
