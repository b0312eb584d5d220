import { execa } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freeBase, freePort } from '@quotebridge/testkit';
import { startDemo } from '../../infra/demo/demo.ts';
import { parseOptions } from '../../infra/demo/options.ts';
import { controlDemo } from '../../infra/local/control.ts';
import type { DemoAction } from '../../infra/local/control.ts';
import { localDriver } from '../../infra/drivers/local.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'infra/migrate/main.ts');

/** A line of `npm run migrate -- … --json`. */
interface MigrationEvent {
  readonly event: string;
  readonly id?: string;
  readonly status?: string;
  readonly step?: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** A run of the tool. */
export interface Tool {
  readonly events: readonly MigrationEvent[];
  /** All that it has printed. */
  readonly lines: readonly string[];
  /** Ends it as a crash does, or as Ctrl-C without a terminal. */
  kill(signal: 'SIGKILL' | 'SIGINT'): void;
  /** Resolves once it has printed such an event; throws when it ends without. */
  seen(isIt: (event: MigrationEvent) => boolean): Promise<MigrationEvent>;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | undefined; readonly error: string }>;
}

/** A demo as `npm start` runs it, with the tool that moves its services. */
export interface MigrationDemo extends AsyncDisposable {
  readonly url: string;
  readonly data: string;
  /** `npm run migrate -- …` */
  migrate(...args: readonly string[]): Tool;
  /** `npm run cable`, `kill` and the like. */
  control(action: DemoAction): Promise<unknown>;
  /** Such as `onprem api 1, onprem gateway 1, cloud api 0, cloud gateway 0`: the instances that are ready. */
  instances(): Promise<string>;
  /** The sites that new requests and connections go to by the front door's weights. */
  weights(): Promise<string>;
}

export interface MigrationDemoOptions {
  readonly stage: 0 | 1 | 2;
}

export const ONPREM = 'onprem api 1, onprem gateway 1, cloud api 0, cloud gateway 0';
export const BOTH = 'onprem api 1, onprem gateway 1, cloud api 1, cloud gateway 1';
export const CLOUD = 'onprem api 0, onprem gateway 0, cloud api 1, cloud gateway 1';
export const ALL_ONPREM = 'api onprem 100, gateway onprem 100';
export const ALL_CLOUD = 'api cloud 100, gateway cloud 100';

/** The times are short, so that a test is. */
export const QUICK = ['--hold', '1s', '--relocate-within', '1s', '--relocate-deadline', '2s', '--json'] as const;

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
    migrate: (...args) => runTool(data, args),
    control: (action) => controlDemo(data, action),
    async instances() {
      const parts: string[] = [];
      for (const site of ['onprem', 'cloud']) {
        for (const service of ['api', 'gateway']) {
          parts.push(`${site} ${service} ${(await driver.instances(site, service)).ready}`);
        }
      }
      return parts.join(', ');
    },
    async weights() {
      const text = await (await fetch(`${demo.url}/metrics`)).text();
      return [...text.matchAll(/^front_door_weight\{site="(\w+)",upstream="(\w+)".*\} (\d+)$/gm)]
        .filter(([, , , weight]) => weight !== '0')
        .map(([, site, upstream, weight]) => `${upstream} ${site} ${weight}`)
        .toSorted()
        .join(', ');
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function runTool(data: string, args: readonly string[]): Tool {
  const child = execa(process.execPath, [MAIN, ...args, '--data', data], {
    cwd: ROOT,
    reject: false,
    stdin: 'ignore',
    buffer: { stdout: false, stderr: true },
  });
  const events: MigrationEvent[] = [];
  const printed: string[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const look of waiting) look();
  };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    printed.push(line);
    if (line.startsWith('{')) events.push(JSON.parse(line) as MigrationEvent);
    changed();
  });
  let hasEnded = false;
  const ended = child.then(({ exitCode, stderr }) => {
    hasEnded = true;
    changed();
    return { code: exitCode, error: stderr };
  });
  return {
    events,
    lines: printed,
    ended,
    kill: (signal) => void child.kill(signal),
    seen: (isIt) =>
      new Promise((found, missed) => {
        const look = () => {
          const event = events.find(isIt);
          if (event !== undefined) found(event);
          else if (hasEnded) missed(new Error(`the tool ended without it: ${JSON.stringify(events.slice(-5))}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
}
