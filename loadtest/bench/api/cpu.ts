import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Ticks of Linux's clock in a second: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS = 100;
/** Fields of /proc/<pid>/stat behind the name, which may have spaces in it. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Processor time that a process has used, in seconds. Linux only. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS;
}

/** Keeps all threads of a process on one core, by `taskset` of util-linux. */
export async function pin(pid: number, core: number): Promise<void> {
  await run('taskset', ['-a', '-p', '-c', String(core), String(pid)]);
}
