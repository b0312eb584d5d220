import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { obtainNatsServer, sourceContext } from '../tools/nats-server.ts';
import { endOrphanedBrokers, pidDirectory } from './orphaned-brokers.ts';
import { root } from '../tools/install.mjs';
import { processCommand } from './process-command.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'left-'));
});
afterEach(async () => {
  await rm(data, { recursive: true });
});

it('ends the brokers of a demo that was killed', async () => {
  const natsServer = await obtainNatsServer(sourceContext(root, () => {}));
  const starter = join(data, 'starter.ts');
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  await writeFile(
    starter,
    `import { startSites } from ${module('./brokers.ts')};
     import { generateCredentials } from ${module('./credentials.ts')};
     const sites = await startSites({
       natsServer: ${JSON.stringify(natsServer)}, dataDir: ${JSON.stringify(data)}, brokers: 1, sync: '2m', basePort: 'free',
       credentials: generateCredentials(),
     });
     console.log(sites.all.map(({ brokers: [broker] }) => broker?.pid).join(' '));`,
  );
  const demo = execa(process.execPath, [starter], { reject: false });
  let pids: number[] = [];
  for await (const line of demo) {
    pids = line.split(' ').map(Number);
    demo.kill('SIGKILL');
  }
  expect(await Promise.all(pids.map(processCommand))).toEqual([
    expect.stringContaining('--pid'),
    expect.stringContaining('--pid'),
  ]);

  expect(new Set(await endOrphanedBrokers(data))).toEqual(new Set(pids));
  await vi.waitFor(async () => expect(await Promise.all(pids.map(processCommand))).toEqual(['', '']));
  expect(await endOrphanedBrokers(data)).toEqual([]);
});

it('leaves another process alone that has the same id now', async () => {
  await mkdir(pidDirectory(data));
  await writeFile(join(pidDirectory(data), 'cloud-1'), String(process.pid));
  expect(await endOrphanedBrokers(data)).toEqual([]);
  expect(await readdir(pidDirectory(data))).toEqual([]);
});
