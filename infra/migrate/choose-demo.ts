import { join, resolve } from 'node:path';
import type { ChosenDemo, DemoChoice } from '@quotebridge/migrator';
import { composeDriver } from '../drivers/compose.ts';
import { kindDriver } from '../drivers/kind.ts';
import { localDriver } from '../drivers/local.ts';
import { DEFAULT_NAME, demoCalled } from '../kind/demo.ts';
import { dataPath } from '../local/data-path.ts';
import { root } from '../tools/install.mjs';

const REPORTS = 'migrations';

export interface Places {
  /** Paths on the command line are relative to it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The driver of a demo, and where the reports of its migrations go. `kind:down` removes the clusters' folder, so reports are beside it. */
export function chooseDemo({ way, data, name }: DemoChoice, { cwd, env }: Places): ChosenDemo {
  const reportsIn = (folder: string) => (data === null ? folder : join(resolve(cwd, data), REPORTS));
  if (way === 'compose') {
    const project = name ?? env['COMPOSE_PROJECT_NAME'] ?? DEFAULT_NAME;
    const reports = reportsIn(join(root, '.data', 'compose', project, REPORTS));
    return { driver: composeDriver({ folder: root, project }), reports };
  }
  if (way === 'kind') {
    const demo = demoCalled(name ?? DEFAULT_NAME);
    return { driver: kindDriver(demo), reports: reportsIn(`${demo.data}-${REPORTS}`) };
  }
  const folder = dataPath(data, { root, cwd });
  return { driver: localDriver(folder), reports: join(folder, REPORTS) };
}
