import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { isInstalled, lock, refuseNode } from './install.mjs';

it('takes Node 20.19 and newer, and refuses older ones in a sentence', () => {
  for (const version of ['20.19.0', '20.20.2', '22.1.0', '24.21.0']) expect(refuseNode(version)).toBeUndefined();
  expect(refuseNode('18.20.4')).toContain('this is Node 18.20.4');
  expect(refuseNode('20.18.3')).toContain('needs Node 20.19 or newer');
});

it('knows whether the installed packages are those of the lockfile', () => {
  const lockfile = {
    packages: {
      '': { version: '0.1.0' },
      'services/api': { version: '0.1.0' },
      'node_modules/@quotebridge/api': { link: true },
      'node_modules/vite': { version: '8.3.8' },
      'node_modules/fsevents': { version: '2.0.0', optional: true },
    },
  };
  const { 'node_modules/fsevents': _elsewhere, '': _root, ...here } = lockfile.packages;
  const { 'node_modules/@quotebridge/api': _new, ...withoutWorkspace } = here;
  expect(isInstalled(lockfile, { packages: here })).toBe(true);
  expect(isInstalled(lockfile, { packages: withoutWorkspace })).toBe(false);
  expect(isInstalled(lockfile, { packages: { ...here, 'node_modules/vite': { version: '8.3.7' } } })).toBe(false);
});

it('lets one first command at a time install, and takes over from one that was killed', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'quotebridge-lock-')), 'cache', 'install.lock');
  const waited: number[] = [];
  const release = await lock(file, (holder) => waited.push(holder));
  let entered = false;
  const second = lock(file, (holder) => waited.push(holder)).then((releaseSecond) => {
    entered = true;
    return releaseSecond;
  });
  await vi.waitFor(() => expect(waited).toEqual([process.pid]));
  expect(entered).toBe(false);
  release();
  (await second)();
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  await writeFile(file, String(dead));
  (await lock(file, (holder) => waited.push(holder)))();
  expect(waited).toEqual([process.pid]);
  await rm(dirname(dirname(file)), { recursive: true });
});

it('takes over a lock that a crash left empty, and pauses between its looks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quotebridge-lock-'));
  const file = join(folder, 'install.lock');
  await writeFile(file, '');
  const waited: number[] = [];
  const taking = lock(file, (holder) => waited.push(holder));
  // A timer of this process runs only if the wait leaves it the processor.
  await delay(1);
  (await taking)();
  expect(waited).toEqual([]);
  await rm(folder, { recursive: true });
});
