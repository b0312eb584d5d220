import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** What a machine did since it began, in seconds of a processor. */
export interface MachineUsage {
  readonly used: number;
  /** Time in which a virtual machine had work but its host ran others; 0 where it is unknown. */
  readonly stolen: number;
}

/** By Linux's own count, which alone knows what was stolen, or else by Node's. */
export async function readMachine(): Promise<MachineUsage> {
  if (process.platform === 'linux') return parseStat(await readFile('/proc/stat', 'utf8'));
  const ms = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { used: ms / 1_000, stolen: 0 };
}

/** Clock ticks in a second: https://man7.org/linux/man-pages/man5/proc_stat.5.html */
const TICKS = 100;

/** Of the first line of Linux's /proc/stat, which sums up all processors. */
export function parseStat(text: string): MachineUsage {
  const line = text.slice(0, text.indexOf('\n')).trim().split(/\s+/).slice(1).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = line;
  return { used: (user + nice + system + irq + softirq) / TICKS, stolen: stolen / TICKS };
}
