import { readFileSync } from 'node:fs';

/** What Linux counts processor time in: `USER_HZ`, the same on every machine. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** Processor time that a process has used, in seconds, all its threads and the kernel on its behalf included. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // Its second field, the name, is in parentheses and may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Memory that a process holds, in bytes. */
export function residentBytes(pid: number): number {
  const [, resident] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
  return Number(resident) * PAGE_BYTES;
}
