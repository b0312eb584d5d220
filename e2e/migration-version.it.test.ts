import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ONPREM, startMigrationDemo } from './migration-demo.ts';
import type { MigrationDemo } from './migration-demo.ts';
import { ALL_ONPREM } from './migration-state.ts';
import { QUICK } from './migration-tool.ts';

const FIXTURE = pathToFileURL(join(import.meta.dirname, 'other-contracts.fixture.mjs')).href;

let demo: MigrationDemo;
beforeAll(async () => {
  vi.stubEnv('NODE_OPTIONS', `--import=${FIXTURE}`);
  vi.stubEnv('OTHER_CONTRACTS_AT', 'cloud');
  demo = await startMigrationDemo({ stage: 0 });
});
afterAll(async () => {
  await demo[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
});

it('refuses a target with another version of the contracts, before it gets any traffic', async () => {
  const tool = demo.migrate('api,gateway', '--to', 'cloud', ...QUICK);
  expect((await tool.ended).code).toBe(3);
  expect(tool.events.at(-1)).toMatchObject({
    status: 'rolled-back',
    reason: expect.stringContaining('api at cloud has version 9.9.9 of the contracts'),
  });
  expect(tool.events.filter(({ event, text }) => event === 'weights' && text?.includes('cloud 10'))).toEqual([]);
  expect(await demo.instances()).toBe(ONPREM);
  expect(await demo.weights()).toBe(ALL_ONPREM);
});
