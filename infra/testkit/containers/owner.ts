import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, and what distinguishes it from a later one with the same id: the boot of its machine and when it started. Both are empty where there is no /proc. */
export interface Owner {
  readonly host: string;
  readonly boot: string;
  readonly pid: number;
  readonly started: string;
}

/** What is known of this machine. */
export interface Machine {
  readonly host: string;
  readonly boot: string;
  /** When the process of this number started. Undefined where none runs. */
  startedOf(pid: number): string | undefined;
}

const STARTED = 19;
const NAME = /test\.([0-9a-f]{8})\.([0-9a-f]*)\.(\d+)\.(\d*)/;

export const thisMachine: Machine = {
  host: createHash('sha256').update(hostname()).digest('hex').slice(0, 8),
  boot: process.platform === 'linux' ? read('/proc/sys/kernel/random/boot_id').replaceAll('-', '').trim() : '',
  startedOf: process.platform === 'linux' ? startedByProc : startedBySignal,
};

/** Stands in a label or the name of whatever a process has the engine make, so in characters that the tag of an image may have. */
export function ownerName(pid = process.pid, machine: Machine = thisMachine): string {
  return `test.${machine.host}.${machine.boot}.${pid}.${machine.startedOf(pid) ?? ''}`;
}

/** Reads what `ownerName` wrote, wherever in a text it stands. */
export function readOwner(text: string): Owner | undefined {
  const [, host, boot, pid, started] = NAME.exec(text) ?? [];
  if (host === undefined || boot === undefined || started === undefined) return undefined;
  return { host, boot, pid: Number(pid), started };
}

/** Whether a process of this machine has ended. Of another machine's nothing is known: an engine may serve several. */
export function hasEnded({ host, boot, pid, started }: Owner, machine: Machine = thisMachine): boolean {
  if (host !== machine.host) return false;
  return boot !== machine.boot || started !== machine.startedOf(pid);
}

function startedByProc(pid: number): string | undefined {
  try {
    const stat = read(`/proc/${pid}/stat`);
    // Behind the name, which may have spaces in it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[STARTED];
  } catch (error) {
    // The latter when it ends while it is read.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function startedBySignal(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return undefined;
    // It runs, as somebody else.
    if (hasCode(error, 'EPERM')) return '';
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
