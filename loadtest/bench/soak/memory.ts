import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Topology } from '@quotebridge/testkit';
import type { CDPSession, Page } from 'playwright-core';

const MIB = 2 ** 20;
export const SERVICES = [
  'bridge-onprem',
  'bridge-cloud',
  'feed',
  'api',
  'gateway',
  'front-door',
  'auditor-onprem',
  'auditor-cloud',
] as const;

/** The processes of a topology, by name. */
export function processesOf(topology: Topology): ReadonlyMap<string, number> {
  const all = [
    ...topology.sites.all.flatMap(({ brokers }) => brokers),
    ...SERVICES.map((name) => topology.service(name)),
  ];
  return new Map(all.flatMap(({ name, pid }) => (pid ? [[name, pid] as const] : [])));
}

/** What each process holds in memory (RSS), in MiB, by name. */
export async function residentMemory(processes: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,rss=', '-p', [...processes.values()].join(',')]);
  const lines = stdout.trim().split('\n');
  const byPid = new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [pid: number, kibibytes: number]));
  const memory = new Map<string, number>();
  for (const [name, pid] of processes) {
    const kibibytes = byPid.get(pid);
    if (kibibytes !== undefined) memory.set(name, kibibytes / 1_024);
  }
  return memory;
}

/** Asks a page for what its JavaScript holds in memory, in MiB, once everything unreachable is gone. */
export async function heapMeter(page: Page): Promise<() => Promise<number>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const used = metrics.find(({ name }) => name === 'JSHeapUsedSize');
    if (used === undefined) throw new Error('Chromium does not report JSHeapUsedSize');
    return used.value / MIB;
  };
}
