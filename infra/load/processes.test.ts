import { expect, it } from 'vitest';
import { watchProcesses } from './processes.ts';

it('goes on after a second in which nobody could tell which processes there are', { timeout: 10_000 }, async () => {
  let asked = 0;
  const watch = watchProcesses(async () => {
    asked += 1;
    if (asked === 1) throw new Error('no demo runs');
    return [{ name: 'test', pid: process.pid }];
  });
  await expect.poll(() => asked, { timeout: 8_000 }).toBeGreaterThan(2);
  const { processes, machine } = await watch.stop();
  expect(processes.map(({ name }) => name)).toEqual(process.platform === 'linux' ? ['test'] : []);
  expect(machine.cores).toBeGreaterThan(0);
});
