import { readdir } from 'node:fs/promises';
import { processParent } from '../../infra/local/process-command.ts';

/** The descendants of a process, by Linux's /proc; none elsewhere. */
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
