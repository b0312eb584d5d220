import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Pinned, SERVER_CORE } from './children.ts';
import { waitFor } from './wait.ts';
import type { Running } from './running.ts';

/** Centrifugo 6 that passes NATS subjects on as channels, with no login and nothing stored. */
export async function startCentrifugo(binary: string, natsUrl: string): Promise<Running> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'quotebridge-centrifugo-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const port = await freePort();
  const config = join(dir, 'config.json');
  await writeFile(
    config,
    JSON.stringify({
      http_server: { address: '127.0.0.1', port },
      log: { level: 'error' },
      health: { enabled: true },
      client: { insecure: true, allowed_origins: ['*'], channel_limit: 1_000 },
      channel: { without_namespace: { allow_subscribe_for_client: true, allow_subscribe_for_anonymous: true } },
      broker: { enabled: true, type: 'nats', nats: { url: natsUrl, raw_mode: { enabled: true } } },
    }),
  );
  // It would use as many threads as the machine has cores, but has one core.
  const env = { GOMAXPROCS: '1' };
  const child = stack.use(new Pinned(binary, ['--config', config], { core: SERVER_CORE, env }));
  await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok, 'Centrifugo');
  const owned = stack.move();
  return { pid: child.pid, port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
