import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { readMachine } from './machine-usage.ts';
import type { TargetProcess } from './target.ts';

/** Clock ticks in a second of Linux's /proc: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS = 100;
const SAMPLE_MS = 1_000;
/** What counts as just before the end, in samples. */
const LAST = 10;

export interface CpuFigures {
  /** In cores: the mean, the most in a second, and the mean of the last ten seconds. */
  readonly cpu: number;
  readonly cpuPeak: number;
  readonly cpuLast: number;
}

export interface ProcessFigures extends CpuFigures {
  readonly name: string;
  /** RSS in MiB, each second: of several processes the sum, which counts what they share more than once. */
  readonly memory: readonly number[];
}

interface MachineFigures extends CpuFigures {
  readonly cores: number;
  /** What the host of a virtual machine gave to others meanwhile: the mean, in cores. */
  readonly stolen: number;
}

export interface Used {
  readonly processes: readonly ProcessFigures[];
  /** Everything that runs on this machine, also what has nothing to do with the run. */
  readonly machine: MachineFigures;
}

/**
 * Samples what processes and the machine use, each second, until `stop`. Processes of the same name count as one. A second in which `list`
 * fails is left out. On Linux; elsewhere there are no figures of processes.
 */
export async function watchProcesses(list: () => Promise<readonly TargetProcess[]>) {
  const byName = new Map<string, { cpu: number[]; memory: number[] }>();
  let before = new Map<number, ProcessUsage>();
  const machine: number[] = [];
  const stolen: number[] = [];
  let machineBefore = { ...(await readMachine()), at: performance.now() };
  const sample = async () => {
    const machineNow = { ...(await readMachine()), at: performance.now() };
    const passed = (machineNow.at - machineBefore.at) / 1_000;
    machine.push((machineNow.used - machineBefore.used) / passed);
    stolen.push((machineNow.stolen - machineBefore.stolen) / passed);
    machineBefore = machineNow;
    const read = await readAll(await list());
    const sums = sumsOf(read, before);
    before = new Map(read.map((usage) => [usage.pid, usage]));
    for (const [name, { cpu, memory }] of sums) {
      const series = byName.get(name) ?? { cpu: [], memory: [] };
      byName.set(name, series);
      series.memory.push(memory);
      if (cpu !== null) series.cpu.push(cpu);
    }
  };
  let sampling = Promise.resolve();
  const timer = setInterval(() => {
    sampling = sampling.then(sample).catch(() => undefined);
  }, SAMPLE_MS);
  return {
    async stop(): Promise<Used> {
      clearInterval(timer);
      await sampling;
      return {
        processes: Array.from(byName, ([name, { cpu, memory }]) => ({ name, ...cpuFigures(cpu), memory })),
        machine: { cores: cpus().length, stolen: mean(stolen), ...cpuFigures(machine) },
      };
    },
  };
}

function cpuFigures(samples: readonly number[]): CpuFigures {
  return { cpu: mean(samples), cpuPeak: Math.max(0, ...samples), cpuLast: mean(samples.slice(-LAST)) };
}

function mean(samples: readonly number[]): number {
  return samples.reduce((sum, share) => sum + share, 0) / Math.max(1, samples.length);
}

interface ProcessUsage extends TargetProcess {
  readonly seconds: number;
  readonly memory: number;
  readonly at: number;
}

/** What those of each name used together since they were read before: cores, `null` at the first time, and MiB. */
function sumsOf(read: readonly ProcessUsage[], before: ReadonlyMap<number, ProcessUsage>) {
  const sums = new Map<string, { cpu: number | null; memory: number }>();
  for (const { name, pid, seconds, memory, at } of read) {
    const sum = sums.get(name) ?? { cpu: null, memory: 0 };
    const last = before.get(pid);
    const cpu = last === undefined ? sum.cpu : (sum.cpu ?? 0) + (seconds - last.seconds) / ((at - last.at) / 1_000);
    sums.set(name, { cpu, memory: sum.memory + memory });
  }
  return sums;
}

async function readAll(processes: readonly TargetProcess[]): Promise<ProcessUsage[]> {
  const read = await Promise.all(processes.map(readProcess));
  return read.filter((usage) => usage !== null);
}

async function readProcess({ name, pid }: TargetProcess): Promise<ProcessUsage | null> {
  try {
    const [stat, statm] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/statm`, 'utf8'),
    ]);
    // The name, in parentheses, may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const pages = Number(statm.split(' ')[1]);
    return {
      name,
      pid,
      seconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      memory: (pages * 4_096) / 2 ** 20,
      at: performance.now(),
    };
  } catch {
    return null;
  }
}
