import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freeBase, freePort } from '@quotebridge/testkit';
import { startDemo } from '../infra/demo/demo.ts';
import { parseOptions } from '../infra/demo/options.ts';
import { controlDemo } from '../infra/local/control.ts';
import type { DemoAction } from '../infra/local/control.ts';
import { localDriver } from '../infra/drivers/local.ts';
import type { Movable, Stage } from './migration-stages.ts';
import { activeWeights, instancesText, readyInstances } from './migration-state.ts';
import { runTool } from './migration-tool.ts';

const ROOT = resolve(import.meta.dirname, '..');

export const ONPREM = instancesText({ onprem: 1, cloud: 0 });
export const CLOUD = instancesText({ onprem: 0, cloud: 1 });

/** A demo as `npm start` runs it, with the tool that moves its services. */
export interface MigrationDemo extends Movable, AsyncDisposable {
  readonly data: string;
  /** `npm run cable`, `kill` and the like. */
  control(action: DemoAction): Promise<unknown>;
  /** The sites that new requests and connections go to by the front door's weights. */
  weights(): Promise<string>;
}

export interface MigrationDemoOptions {
  readonly stage: Stage;
}

export async function startMigrationDemo({ stage }: MigrationDemoOptions): Promise<MigrationDemo> {
  await using stack = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), 'quotebridge-migration-'));
  stack.defer(() => rm(data, { recursive: true, force: true }));
  const places = ['--port', String(await freePort()), '--base-port', String(await freeBase()), '--data', data];
  const market = ['--source', 'simulated', '--symbols', '10', '--rate', '10', '--stage', String(stage)];
  const options = parseOptions([...places, ...market], { root: ROOT, cwd: ROOT });
  const stopping = new AbortController();
  const demo = stack.use(
    await startDemo(ROOT, options, { startedAt: Date.now(), stopping: stopping.signal, say: () => undefined }),
  );
  const driver = localDriver(data);
  const owned = stack.move();
  return {
    url: demo.url,
    data,
    migrate: (...args) => runTool(['--data', data], args),
    control: (action) => controlDemo(data, action),
    instances: () => readyInstances(driver),
    weights: () => activeWeights(demo.url),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
