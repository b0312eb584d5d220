import { readFile } from 'node:fs/promises';
import { execa } from 'execa';

/** The command line of a process, empty when there is no such process. */
export async function processCommand(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return commandLine.replaceAll('\0', ' ').trim();
  }
  return ps(pid, 'command');
}

/** The parent of a process: the one that started it, or that adopted it. */
export async function processParent(pid: number): Promise<number | undefined> {
  const text =
    process.platform === 'linux'
      ? /^PPid:\s*(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1]
      : await ps(pid, 'ppid');
  return text ? Number(text) : undefined;
}

async function ps(pid: number, column: string): Promise<string> {
  const { stdout } = await execa('ps', ['-o', `${column}=`, '-p', String(pid)], { reject: false });
  return (stdout ?? '').trim();
}
