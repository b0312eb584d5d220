import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findNatsServer, freePort } from '@quotebridge/testkit';
import { execa } from 'execa';
import { io } from 'socket.io-client';
import { expect, it, vi } from 'vitest';
import { createWanProxy } from '../infra/local/wan-proxy.ts';

const PATTERN = resolve(import.meta.dirname, '../docs/pattern');

interface Received {
  readonly symbol: string;
  readonly seq: number;
}

it('mirrors and serves every quote once and in order, across a cut link', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'quotebridge-pattern-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const [onprem, cloud, hub, web] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const link = stack.use(await createWanProxy({ port: await freePort(), targets: [hub] }));
  const start = (file: string, args: string[], env: Record<string, string> = {}) => {
    const child = execa(file, args, { cwd: folder, env, reject: false });
    stack.defer(async () => {
      child.kill();
      await child;
    });
  };
  const startBroker = async (name: string, ports: readonly (readonly [string, number])[]) => {
    let text = await readFile(join(PATTERN, name), 'utf8');
    for (const [written, port] of ports) {
      expect(text).toContain(`127.0.0.1:${written}`);
      text = text.replaceAll(`127.0.0.1:${written}`, `127.0.0.1:${port}`);
    }
    await writeFile(join(folder, name), text);
    start(findNatsServer(), ['--config', name]);
  };
  await startBroker('cloud.conf', [
    ['5222', cloud],
    ['7422', hub],
  ]);
  await startBroker('onprem.conf', [
    ['4222', onprem],
    ['7422', link.port],
  ]);
  for (const port of [onprem, cloud]) await vi.waitFor(() => accepts(port), { timeout: 30_000 });
  start(process.execPath, [join(PATTERN, 'onprem.ts')], { NATS_URL: `127.0.0.1:${onprem}` });
  start(process.execPath, [join(PATTERN, 'cloud.ts')], { NATS_URL: `127.0.0.1:${cloud}`, PORT: String(web) });

  const received: Received[] = [];
  const socket = io(`http://127.0.0.1:${web}`, { transports: ['websocket'], reconnectionDelay: 100 });
  stack.defer(() => void socket.close());
  socket.on('snapshot', (quotes: Received[]) => received.push(...quotes));
  socket.on('quote', (quote: Received) => received.push(quote));
  const receives = (seq: number) =>
    vi.waitFor(() => expect(received.at(-1)?.seq).toBeGreaterThan(seq), { timeout: 60_000, interval: 50 });

  await receives(10);
  link.cut();
  // Long enough for both ends to give the connection up by themselves.
  const stored = await quietSeq(received);
  link.restore();
  await receives(stored + 30);
  const seqs = received.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? Number.NaN) + index));
});

/** Waits until nothing has come for several heartbeats of the mirror's consumer, and answers with the last number. */
async function quietSeq(received: readonly Received[]): Promise<number> {
  let last = -1;
  let since = performance.now();
  await vi.waitFor(
    () => {
      const seq = received.at(-1)?.seq ?? 0;
      if (seq !== last) since = performance.now();
      last = seq;
      expect(performance.now() - since).toBeGreaterThan(8_000);
    },
    { timeout: 60_000, interval: 100 },
  );
  return last;
}

async function accepts(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.destroy();
}
