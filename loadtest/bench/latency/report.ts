import type { LatencyResult } from './run.ts';
import { markdownTable } from '../../shared/markdown.ts';
import { describeLoad } from '../../shared/options.ts';

const HEAD = ['published →', 'quotes', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'p50 / base', 'p99 / base'];

export function latencyReport(result: LatencyResult): string {
  const { peer, seconds, sync, machine, clockDriftMs } = result;
  const rows = result.checkpoints.map(({ name, quotes, p50, p90, p99, max }) => [
    name,
    quotes.toLocaleString('en'),
    ...[p50, p90, p99, max].map((latency) => latency.toFixed(2)),
    `${(p50 / peer.p50).toFixed(1)}×`,
    `${(p99 / peer.p99).toFixed(1)}×`,
  ]);
  return [
    `${describeLoad(result)}, sync ${sync}, ${seconds} s; ${machine}`,
    markdownTable(HEAD, rows),
    `All on one machine. The receiving process's clock went ${clockDriftMs.toFixed(2)} ms from the system's.`,
  ].join('\n\n');
}
