import { execa } from 'execa';
import { expect, it } from 'vitest';
import { watchProcesses } from './processes.ts';

it('continues after a second in which the processes could not be listed', { timeout: 10_000 }, async () => {
  let asked = 0;
  const watch = await watchProcesses(async () => {
    asked += 1;
    if (asked === 1) throw new Error('no demo runs');
    return [{ name: 'test', pid: process.pid }];
  });
  await expect.poll(() => asked, { timeout: 8_000 }).toBeGreaterThan(2);
  const { processes, machine } = await watch.stop();
  expect(processes.map(({ name }) => name)).toEqual(process.platform === 'linux' ? ['test'] : []);
  expect(machine.cores).toBeGreaterThan(0);
});

it.runIf(process.platform === 'linux')('counts processes of one name together', { timeout: 10_000 }, async () => {
  const busy = () => execa('sh', ['-c', 'while :; do :; done'], { reject: false, timeout: 20_000 });
  const both = [busy(), busy()];
  let asked = 0;
  try {
    const watch = await watchProcesses(async () => {
      asked += 1;
      return [
        ...both.map(({ pid = 0 }) => ({ name: 'busy', pid })),
        { name: 'idle', pid: process.pid },
        { name: 'gone', pid: 2 ** 30 },
      ];
    });
    await expect.poll(() => asked, { timeout: 8_000 }).toBeGreaterThan(3);
    const { processes } = await watch.stop();
    const [busyOnes, idle] = processes;
    expect(processes.map(({ name }) => name)).toEqual(['busy', 'idle']);
    expect(busyOnes?.cpu).toBeGreaterThan(idle?.cpu ?? Infinity);
    expect(busyOnes?.memory).toHaveLength(idle?.memory.length ?? 0);
  } finally {
    for (const one of both) one.kill();
  }
});
