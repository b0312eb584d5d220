import { resolve } from 'node:path';
import { freePort, Pinned, SERVER_CORE } from './children.ts';
import { waitFor } from './wait.ts';
import type { Running } from './running.ts';

/** As the demo and the image start it. */
const FLAGS = ['--single-threaded-gc', '--max-semi-space-size=2'];
const GATEWAY = resolve(import.meta.dirname, '../../../services/gateway/main.ts');

export interface RunningGateway extends Running {
  /** The sum of a metric's values, only of those with `label` if given. */
  metric(name: string, label?: string): Promise<number>;
}

/** The gateway as it is deployed, on the core of the servers. With `CPU_PROFILE_DIR` it writes a profile when it ends. */
export async function startGateway(
  natsUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningGateway> {
  const port = await freePort();
  const env = {
    PORT: String(port),
    LOG_LEVEL: 'error',
    SITE: 'cloud',
    NATS_URL: natsUrl,
    NATS_USER: 'reader',
    NATS_PASSWORD: 'reader',
    DRAIN_MS: '0',
    ...settings,
  };
  const profile = process.env['CPU_PROFILE_DIR'];
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = new Pinned(process.execPath, [...FLAGS, ...profiling, GATEWAY], { core: SERVER_CORE, env });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, 'the gateway');
  return {
    pid: child.pid,
    port,
    async metric(name, label = '') {
      const text = await (await fetch(`${url}/metrics`)).text();
      const lines = text.split('\n').filter((line) => /^[^{ ]+/.exec(line)?.[0] === name && line.includes(label));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
