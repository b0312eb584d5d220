import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { canMount, connectTo, findNatsServer, freePort, SmallDisk } from '@quotebridge/testkit';
import { describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 50 };
const WATCH = join(import.meta.dirname, '../infra/nats/store-watch.sh');

/** A broker with the watch beside it, as `broker.sh` starts them, which stores in `directory`. */
async function startWatched(directory: string, clientPort: number) {
  const monitorPort = await freePort();
  const config = join(directory, 'broker.conf');
  await writeFile(
    config,
    `host: 127.0.0.1, port: ${clientPort}, http: "127.0.0.1:${monitorPort}", jetstream { store_dir: "${directory}", sync_interval: always }`,
  );
  const child = spawn('/bin/sh', ['-c', `/bin/sh "$0" $$ & exec "${findNatsServer()}" --config "${config}"`, WATCH], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      MONITOR_PORT: String(monitorPort),
      STORE_DIR: directory,
      SERVER_NAME: 'cloud-1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const exited = once(child, 'exit');
  return {
    get said() {
      return said;
    },
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    health: async () => (await fetch(`http://127.0.0.1:${monitorPort}/healthz`)).status,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

describe.skipIf(!canMount)('the watch beside a broker in a container', () => {
  it('ends a broker that could not store once there is room, and not before', async () => {
    await using stack = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'quotebridge-store-'));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const disk = new SmallDisk(60);
    stack.use(await disk.mountAt(directory));
    const port = await freePort();
    const url = `nats://127.0.0.1:${port}`;
    const broker = stack.use(await startWatched(directory, port));
    const nc = await connectTo(url);
    stack.defer(() => nc.close());
    await (await jetstreamManager(nc)).streams.add({ name: 'QUOTES', subjects: ['quotes.*'] });
    const store = () => jetstream(nc).publish('quotes.AAPL', 'a'.repeat(10_000));
    await store();
    expect(await broker.health()).toBe(200);

    await disk.fill();
    await expect(
      (async () => {
        for (let tries = 0; tries < 100; tries += 1) await store();
      })(),
    ).rejects.toThrow(/no space left|timeout/);
    await vi.waitFor(() => expect(broker.said).toContain("cloud-1 can't store"), WAIT);
    expect(await broker.health()).toBe(503);
    expect(broker.hasEnded).toBe(false);

    await disk.free();
    await vi.waitFor(() => expect(broker.hasEnded).toBe(true), WAIT);
    expect(broker.said).toContain('restarting it');
    await using again = await startWatched(directory, port);
    await vi.waitFor(async () => expect((await store()).seq).toBeGreaterThan(1), WAIT);
    expect(await again.health()).toBe(200);
  });
});
