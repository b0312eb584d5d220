import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { TargetProcess } from './target.ts';

/** Clock ticks in a second of Linux's /proc: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS = 100;
const SAMPLE_MS = 1_000;
/** Of a core: a process that used more at some time may have been what held everything up. */
const SATURATED = 0.9;

export interface ProcessFigures {
  readonly name: string;
  /** Of one core: the mean, and the most in a second. */
  readonly cpu: number;
  readonly cpuPeak: number;
  /** RSS in MiB, each second. */
  readonly memory: readonly number[];
}

/** Samples what processes use, each second, until `stop`, which throws what ended it before. On Linux; elsewhere there are no figures. */
export function watchProcesses(list: () => Promise<readonly TargetProcess[]>) {
  const byName = new Map<string, { cpu: number[]; memory: number[] }>();
  const last = new Map<number, { seconds: number; at: number }>();
  const sample = async () => {
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
    sampling = sampling.then(sample);
    // Told at the end; a system that went away shows in everything else too.
    sampling.catch(() => clearInterval(timer));
  }, SAMPLE_MS);
  return {
    async stop(): Promise<ProcessFigures[]> {
      clearInterval(timer);
      await sampling;
      return Array.from(byName, ([name, { cpu, memory }]) => ({
        name,
        cpu: cpu.reduce((sum, share) => sum + share, 0) / Math.max(1, cpu.length),
        cpuPeak: Math.max(0, ...cpu),
        memory,
      }));
    },
  };
}

/** Those that had a core to themselves at some time. Node does most of its work on one; k6 uses all cores. */
export function saturated(figures: readonly ProcessFigures[], cores = availableParallelism()): readonly string[] {
  return figures
    .filter(({ name, cpuPeak }) => cpuPeak >= SATURATED * (name === 'k6' ? cores : 1))
    .map(({ name }) => name);
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
