import { resolve } from 'node:path';
import { BOTH_CORES, freePort, Pinned } from '../fanout/children.ts';
import { waitFor } from '../fanout/wait.ts';

type Name = 'feed' | 'api' | 'gateway' | 'auditor';

/** As the demo and the image start them. */
const FLAGS: Readonly<Record<Name, readonly string[]>> = {
  feed: [],
  api: [],
  auditor: [],
  gateway: ['--single-threaded-gc', '--max-semi-space-size=2'],
};

export interface RunningService extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
}

/** A service of the demo on brokers without users. Resolves when it is ready. */
export async function startService(
  name: Name,
  natsUrls: string,
  settings: Readonly<Record<string, string>>,
): Promise<RunningService> {
  const port = await freePort();
  const env = {
    PORT: String(port),
    LOG_LEVEL: 'error',
    SITE: name === 'feed' ? 'onprem' : 'cloud',
    NATS_URL: natsUrls,
    NATS_USER: name,
    NATS_PASSWORD: name,
    ...settings,
  };
  const main = resolve(import.meta.dirname, `../../../services/${name}/main.ts`);
  const child = new Pinned(process.execPath, [...FLAGS[name], main], { core: BOTH_CORES, env });
  await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, `the ${name}`);
  return { pid: child.pid, port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
