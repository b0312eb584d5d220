import { readdir, readFile } from 'node:fs/promises';

/** What a process started, and what those started, as Linux's /proc tells; nothing elsewhere. */
export async function descendantsOf(root: number): Promise<number[]> {
  const all = await allProcesses();
  const below = (of: number): number[] =>
    all.filter(({ parent }) => parent === of).flatMap(({ pid }) => [pid, ...below(pid)]);
  return below(root);
}

async function allProcesses() {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => parentOf(Number(name))));
  return found.filter((one) => one !== null);
}

async function parentOf(pid: number) {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may have spaces in it; the state is before the parent.
    return { pid, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
  } catch {
    return null;
  }
}
