import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOUD, ONPREM, startMigrationDemo } from './migration-demo.ts';
import type { MigrationDemo } from './migration-demo.ts';
import { ALL_CLOUD, ALL_ONPREM, instancesText } from './migration-state.ts';
import { QUICK } from './migration-tool.ts';
import type { Tool } from './migration-tool.ts';
import { startTraffic } from './migration-traffic.ts';
import type { Traffic } from './migration-traffic.ts';

const BOTH = instancesText({ onprem: 1, cloud: 1 });
const HALF = 'api cloud 50, api onprem 50, gateway cloud 50, gateway onprem 50';
const WAIT = { timeout: 90_000, interval: 200 };
// The deadline is the default: until then a client keeps its old gateway while the new one is stale.
const SLOW = ['--hold', '20s', '--relocate-within', '1s', '--json'];
/** Every phase with `MIGRATION_CUTS=all`. */
const PHASES = [
  'start',
  'shift-50',
  ...(process.env['MIGRATION_CUTS'] === 'all' ? ['precheck', 'parity', 'shift-100', 'relocate', 'drain'] : []),
];

describe('a migration on a bad day', () => {
  let demo: MigrationDemo;
  let traffic: Traffic;

  beforeAll(async () => {
    demo = await startMigrationDemo({ stage: 0 });
    traffic = await startTraffic(demo.url);
  });
  afterAll(async () => {
    await traffic[Symbol.asyncDispose]();
    await demo[Symbol.asyncDispose]();
  });

  const done = (tool: Tool, id: string) => tool.seen(({ event, step }) => event === 'done' && step === id);
  const begun = (tool: Tool, id: string) => tool.seen(({ event, step }) => event === 'step' && step === id);

  async function expectStage0() {
    await expect.poll(() => demo.instances(), WAIT).toBe(ONPREM);
    expect(await demo.weights()).toBe(ALL_ONPREM);
    await traffic.flows();
    await traffic.expectNothingWrong();
  }

  it('refuses a second operator with the name of the first, and rolls back on Ctrl-C without a terminal', async () => {
    const first = demo.migrate('api,gateway', '--to', 'cloud', '--canary', '50,100', '--operator', 'ann', ...SLOW);
    await begun(first, 'hold-50');
    const second = demo.migrate('api', '--to', 'cloud', '--operator', 'bob', ...SLOW);
    expect(await second.ended).toMatchObject({
      code: 1,
      error: expect.stringContaining('ann is moving api, gateway to cloud'),
    });
    first.kill('SIGINT');
    expect((await first.ended).code).toBe(3);
    expect(first.events.at(-1)).toMatchObject({ status: 'rolled-back', reason: 'interrupted by the operator' });
    await expectStage0();
  });

  it.each(PHASES)('rolls back by itself when the link is cut after %s', async (phase) => {
    const tool = demo.migrate('api,gateway', '--to', 'cloud', '--canary', '50,100', ...SLOW);
    await done(tool, phase);
    await demo.control('cut');
    const { code } = await tool.ended;
    await demo.control('restore');
    expect([code, tool.events.at(-1)]).toMatchObject([3, { status: 'rolled-back' }]);
    await expectStage0();
  });

  it('rolls back when the target dies in the middle of a shift, its brokers included, once they are back', async () => {
    const tool = demo.migrate('api,gateway', '--to', 'cloud', '--canary', '50,100', ...SLOW);
    await begun(tool, 'hold-50');
    await demo.control('kill/cloud-1');
    await Promise.all([demo.control('kill/api'), demo.control('kill/gateway')]);
    const { code } = await tool.ended;
    const last = tool.events.at(-1);
    expect([code, last]).toMatchObject([3, { status: 'rolled-back' }]);
    const json = String(last?.['report']).replace(/html$/, 'json');
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
      status: 'rolled-back',
      reason: last?.['reason'],
      timeline: expect.arrayContaining([expect.objectContaining({ kind: 'breach' })]),
    });
    await expectStage0();
  });

  it('holds the weights on request; abandoned then, it leaves traffic and services as they are', async () => {
    const held = demo.migrate('api,gateway', '--to', 'cloud', '--canary', '50,100', ...SLOW);
    await begun(held, 'hold-50');
    held.kill('SIGUSR2');
    expect((await held.ended).code).toBe(4);
    expect([await demo.instances(), await demo.weights()]).toEqual([BOTH, HALF]);
    const abandoned = demo.migrate('abort', '--json');
    expect([(await abandoned.ended).code, abandoned.events.at(-1)]).toMatchObject([5, { status: 'aborted' }]);
    expect([await demo.instances(), await demo.weights()]).toEqual([BOTH, HALF]);
    expect((await demo.migrate('api,gateway', '--to', 'onprem', '--canary', '100', ...QUICK).ended).code).toBe(0);
    await expectStage0();
  });

  it('ends at a stage when the front door restarts in the middle of it', async () => {
    const tool = demo.migrate('api,gateway', '--to', 'cloud', '--canary', '50,100', ...QUICK);
    await begun(tool, 'hold-50');
    await demo.control('restart/front-door');
    const { code } = await tool.ended;
    expect([0, 3]).toContain(code);
    await expect.poll(() => demo.weights(), WAIT).toBe(code === 0 ? ALL_CLOUD : ALL_ONPREM);
    expect(await demo.instances()).toBe(code === 0 ? CLOUD : ONPREM);
    await traffic.flows();
    await traffic.expectNothingWrong();
  });
});
