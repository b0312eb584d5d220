import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownerName } from './owner.ts';
import { listBelongings, sweep } from './sweep.ts';

it('removes the leftovers of a killed test process, and nothing while it runs', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sweep.fixture.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Nobody else is to clean up after it.
    env: { ...process.env, TESTCONTAINERS_RYUK_DISABLED: 'true' },
  });
  try {
    const name = ownerName(child.pid);
    const kinds = async () =>
      (await listBelongings()).filter(({ owner }) => owner.includes(name)).map(({ kind }) => kind);
    const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[];
    expect(String(said)).toBe('started\n');
    const all = ['container', 'network', 'network', 'image'];
    expect(await kinds()).toEqual(all);
    await sweep();
    expect(await kinds()).toEqual(all);

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await kinds()).toEqual(all);
    await sweep();
    expect(await kinds()).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    await sweep();
  }
});
