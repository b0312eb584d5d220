import { markdownTable } from '../../shared/markdown.ts';
import type { MirrorEnduranceResult, Ordeal } from './run.ts';

/** A table of the times to alarm and to recovery of each kind of fault. */
export function mirrorReport({ ordeals, audit, clean }: MirrorEnduranceResult, machine: string): string {
  const rows = [...ordeals].map(([name, all]) => [
    name,
    String(all.length),
    String(all.filter(({ wellAfter }) => wellAfter === null).length),
    String(all.filter(({ alarms }) => alarms.length > 0).length),
    spread(all, ({ alarmAfter }) => alarmAfter),
    String(all.reduce((sum, { actions }) => sum + actions.length, 0)),
    spread(all, ({ wellAfter }) => wellAfter),
  ]);
  const { quotes, lost, duplicates, outOfOrder } = audit;
  return [
    `Three brokers a site; ${machine}`,
    clean ? 'No mirror stayed stuck; nothing lost, no duplicates, all in order.' : 'NOT CLEAN',
    markdownTable(
      ['fault', 'times', 'stayed stuck', 'alarms', 'to the alarm: p50, max', 'repairs', 'to recovery: p50, max'],
      rows,
    ),
    `In the cloud's stream: ${quotes} quotes, ${lost} lost, ${duplicates} duplicates, ${outOfOrder} out of order.`,
  ].join('\n\n');
}

function spread(ordeals: readonly Ordeal[], pick: (ordeal: Ordeal) => number | null): string {
  const times = ordeals.map(pick).filter((time) => time !== null);
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, max] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (p50 === undefined || max === undefined) return '–';
  return [p50, max].map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ');
}
