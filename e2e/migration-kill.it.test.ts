import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOUD, ONPREM, startMigrationDemo } from './migration-demo.ts';
import type { MigrationDemo } from './migration-demo.ts';
import { ALL_CLOUD, ALL_ONPREM } from './migration-state.ts';
import { QUICK } from './migration-tool.ts';
import { startTraffic } from './migration-traffic.ts';
import type { Traffic } from './migration-traffic.ts';

/** After the last step nothing is left to resume. */
const STEPS = ['precheck', 'start', 'parity', 'shift-50', 'hold-50', 'shift-100', 'relocate', 'drain', 'hold-100'];
/** One of each kind: before anything has changed, while both sites serve, and once the source's clients are leaving. */
const SHORT = ['start', 'shift-50', 'relocate'];

describe('a migration whose tool is killed', () => {
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

  // There and back, so that each begins where the one before ended. All of them take six minutes.
  it.each(
    (process.env['MIGRATION_KILLS'] === 'every' ? STEPS : SHORT).map((step, index) => ({
      step,
      to: index % 2 === 0 ? 'cloud' : 'onprem',
    })),
  )(
    'after $step is refused to others, and is resumed to its end ($to)',
    async ({ step, to }) => {
      const killed = demo.migrate('api,gateway', '--to', to, '--canary', '50,100', ...QUICK);
      await killed.seen(({ event, step: done }) => event === 'done' && done === step);
      killed.kill('SIGKILL');
      await killed.ended;

      const other = demo.migrate('api', '--to', to, ...QUICK);
      expect(await other.ended).toMatchObject({ code: 1, error: expect.stringContaining('is not finished') });

      const resumed = demo.migrate('resume', '--json');
      expect(await resumed.ended).toMatchObject({ code: 0, error: '' });
      expect(resumed.events.at(-1)).toMatchObject({ event: 'end', status: 'done' });
      expect(await demo.instances()).toBe(to === 'cloud' ? CLOUD : ONPREM);
      expect(await demo.weights()).toBe(to === 'cloud' ? ALL_CLOUD : ALL_ONPREM);
      await traffic.flows();
    },
    180_000,
  );

  it('can be rolled back instead', async () => {
    const before = { instances: await demo.instances(), weights: await demo.weights() };
    const to = before.weights === ALL_CLOUD ? 'onprem' : 'cloud';
    const killed = demo.migrate('api,gateway', '--to', to, '--canary', '50,100', ...QUICK);
    await killed.seen(({ event, step }) => event === 'done' && step === 'relocate');
    killed.kill('SIGKILL');
    await killed.ended;
    const back = demo.migrate('rollback', '--json');
    expect(await back.ended).toMatchObject({ code: 3, error: '' });
    expect({ instances: await demo.instances(), weights: await demo.weights() }).toEqual(before);
  });

  it('has cost no request and no quote', async () => {
    await traffic.flows();
    await traffic.expectNothingWrong();
    expect(traffic.failures).toEqual([]);
    expect(traffic.lost).toBe(0);
  });
});
