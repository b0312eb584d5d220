import { readdir } from 'node:fs/promises';
import { processParent } from '../../infra/local/process-command.ts';

/** What a process started, and what those started, as Linux's /proc tells; nothing elsewhere. */
export async function descendantsOf(root: number): Promise<number[]> {
  const all = await allProcesses();
  const below = (of: number): number[] =>
    all.filter(({ parent }) => parent === of).flatMap(({ pid }) => [pid, ...below(pid)]);
  return below(root);
}

async function allProcesses() {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  return Promise.all(pids.map(async (pid) => ({ pid, parent: await processParent(pid) })));
}
