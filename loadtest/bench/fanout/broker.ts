import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Pinned } from './children.ts';
import { natsServer } from '../../shared/machine.ts';
import { waitFor } from './wait.ts';

export interface Broker extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  readonly webSocketPort: number;
}

/** A `nats-server` of the run's own, in memory, on one core. */
export async function startBroker(core: number): Promise<Broker> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'quotebridge-fanout-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const [port, webSocketPort, monitor] = [await freePort(), await freePort(), await freePort()];
  const config = join(dir, 'broker.conf');
  await writeFile(
    config,
    `listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitor}"
jetstream { store_dir: "${dir}" }
websocket { listen: "127.0.0.1:${webSocketPort}", no_tls: true, compression: false }
`,
  );
  const broker = stack.use(new Pinned(natsServer(), ['-c', config], { core }));
  await waitFor(async () => (await fetch(`http://127.0.0.1:${monitor}/healthz`)).ok, 'the broker');
  const owned = stack.move();
  return {
    pid: broker.pid,
    url: `nats://127.0.0.1:${port}`,
    webSocketPort,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
