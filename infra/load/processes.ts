import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
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
  /** RSS in MiB, each second. */
  readonly memory: readonly number[];
}

interface MachineFigures extends CpuFigures {
  readonly cores: number;
}

export interface Used {
  readonly processes: readonly ProcessFigures[];
  /** Everything that runs on this machine, also what has nothing to do with the run. */
  readonly machine: MachineFigures;
}

/**
 * Samples what processes and the machine use, each second, until `stop`. A second in which `list` cannot tell is left out. On
 * Linux; elsewhere there are no figures of processes.
 */
export function watchProcesses(list: () => Promise<readonly TargetProcess[]>) {
  const byName = new Map<string, { cpu: number[]; memory: number[] }>();
  const last = new Map<number, { seconds: number; at: number }>();
  const machine: number[] = [];
  let machineBefore = readMachine();
  const sample = async () => {
    const machineNow = readMachine();
    machine.push((machineNow.seconds - machineBefore.seconds) / ((machineNow.at - machineBefore.at) / 1_000));
    machineBefore = machineNow;
    for (const { name, pid } of await list()) {
      const now = await readProcess(pid);
      if (now === null) continue;
      const before = last.get(pid);
      last.set(pid, now);
      const series = byName.get(name) ?? { cpu: [], memory: [] };
      byName.set(name, series);
      series.memory.push(now.memory);
      if (before !== undefined) series.cpu.push((now.seconds - before.seconds) / ((now.at - before.at) / 1_000));
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
        machine: { cores: cpus().length, ...cpuFigures(machine) },
      };
    },
  };
}

function cpuFigures(samples: readonly number[]): CpuFigures {
  const mean = (some: readonly number[]) => some.reduce((sum, share) => sum + share, 0) / Math.max(1, some.length);
  return { cpu: mean(samples), cpuPeak: Math.max(0, ...samples), cpuLast: mean(samples.slice(-LAST)) };
}

function readMachine() {
  const ms = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { seconds: ms / 1_000, at: performance.now() };
}

async function readProcess(pid: number) {
  try {
    const [stat, statm] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/statm`, 'utf8'),
    ]);
    // The name, in parentheses, may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const pages = Number(statm.split(' ')[1]);
    return {
      seconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      memory: (pages * 4_096) / 2 ** 20,
      at: performance.now(),
    };
  } catch {
    return null;
  }
}
