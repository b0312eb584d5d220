import { join } from 'node:path';
import { execa } from 'execa';
import type { FaultActions } from './control-server.ts';
import { TargetError } from './target.ts';
import type { TargetName } from './target.ts';

export interface MigrationOptions {
  readonly root: string;
  readonly target: TargetName;
  /** Of the demo on this machine. */
  readonly dataDir: string;
  /** Of the clusters. */
  readonly name: string;
  /** Short holds and deadlines. */
  readonly isShort: boolean;
  readonly stopping: AbortSignal;
  readonly say: (line: string) => void;
}

const SERVICES = 'api,gateway';
/** The stages 0 → 1 → 2 → 1 → 0: what `npm run migrate` is asked for. */
const STEPS = {
  'prepare-cloud': ['--to', 'cloud', '--canary', '0'],
  'move-to-cloud': ['--to', 'cloud', '--canary', '10,50,100'],
  'move-to-onprem': ['--to', 'onprem', '--canary', '50,100', '--keep-source'],
  'empty-cloud': ['--to', 'onprem', '--canary', '100'],
} as const;
const SHORT = ['--hold', '1s', '--relocate-within', '1s', '--relocate-deadline', '2s', '--breach-after', '60s'];
/** The tool rolls back when it is asked to stop; this is how long it has, in milliseconds. */
const KILLED_AFTER_MS = 60_000;

/** The steps of scenario 10, each by a process of `npm run migrate`, whose lines are passed on. Each throws unless it was done. */
export function migrationActions({
  root,
  target,
  dataDir,
  name: clusters,
  isShort,
  stopping,
  say,
}: MigrationOptions): FaultActions {
  const where = {
    embedded: ['--way', 'local', '--data', dataDir],
    compose: ['--way', 'compose'],
    kind: ['--way', 'kind', '--name', clusters],
  };
  const migrate = async (name: string, step: readonly string[]) => {
    const tool = execa(
      process.execPath,
      [join(root, 'infra/migrate/main.ts'), SERVICES, ...step, ...(isShort ? SHORT : []), ...where[target]],
      {
        cwd: root,
        reject: false,
        all: true,
        stdin: 'ignore',
        cancelSignal: stopping,
        forceKillAfterDelay: KILLED_AFTER_MS,
      },
    );
    let last = '';
    for await (const line of tool.iterable({ from: 'all' })) {
      last = line;
      say(`${name}: ${line}`);
    }
    const { exitCode } = await tool;
    if (exitCode !== 0) throw new Error(`npm run migrate ended with ${exitCode ?? 'a signal'}: ${last}`);
  };
  return Object.fromEntries(Object.entries(STEPS).map(([name, step]) => [name, () => migrate(name, step)]));
}

/** Throws `TargetError` unless API and gateways serve from on-prem, where the scenario begins. */
export async function checkStage(url: string): Promise<void> {
  const { site } = (await (await fetch(`${url}/v1/status`)).json()) as { site: string };
  if (site === 'onprem') return;
  throw new TargetError(
    `${url} is served by ${site}, and a migration begins on-prem: npm start -- --stage 0, or npm run migrate -- api,gateway --to onprem (with --way compose or kind)`,
  );
}
