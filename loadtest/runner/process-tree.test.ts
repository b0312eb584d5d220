import { execa } from 'execa';
import { expect, it } from 'vitest';
import { descendantsOf } from './process-tree.ts';

it.runIf(process.platform === 'linux')('finds what a process started, and what that started', async () => {
  const shell = execa('sh', ['-c', 'sh -c "sleep 20; true" & wait'], { detached: true, reject: false });
  const { pid = 0 } = shell;
  try {
    await expect.poll(() => descendantsOf(pid)).toHaveLength(2);
    expect(await descendantsOf(process.pid)).toEqual(expect.arrayContaining([pid, ...(await descendantsOf(pid))]));
  } finally {
    process.kill(-pid);
    await shell;
  }
});

it('finds nothing below a process that is not there', async () => {
  expect(await descendantsOf(2 ** 30)).toEqual([]);
});
