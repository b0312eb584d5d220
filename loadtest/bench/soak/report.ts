import { markdownTable } from '../../shared/markdown.ts';
import type { MemoryTrend } from './memory-log.ts';
import { describeLoad } from '../../shared/options.ts';
import type { SoakResult } from './run.ts';

export function soakReport(result: SoakResult): string {
  const { page, stream, unacked, minutes, machine, clean, perSecond, restarted, faults } = result;
  const quotes: readonly (readonly [name: string, count: number])[] = [
    ['received by the page', page.received],
    ['conflated on the way (replaced by a newer one)', page.conflated],
    ['both together, per second', Math.round(perSecond)],
    ['missing', page.missing],
    ['duplicates', page.duplicates],
    ['out of order', page.outOfOrder],
    ['reconnects of the page', page.reconnects],
    ['in the cloud stream', stream.quotes],
    ['lost in the cloud stream', stream.lost],
    ['duplicates in the cloud stream', stream.duplicates],
    ['out of order in the cloud stream', stream.outOfOrder],
    ['waiting at the feed for acks, at most', Math.max(...unacked)],
    ['waiting at the feed for acks, at the end', unacked.at(-1) ?? 0],
  ];
  return [
    `${describeLoad(result)}, ${minutes} min; ${machine}`,
    clean ? 'Nothing lost, no duplicates, all in order; no process was restarted.' : 'NOT CLEAN',
    markdownTable(
      ['quotes', 'count'],
      quotes.map(([name, count]) => [name, count.toLocaleString('en')]),
    ),
    memoryTable('process: RSS in MiB', result.resident),
    memoryTable('what JavaScript holds, in MiB', result.heaps),
    ...(restarted.length > 0 ? [`Ended and were started again: ${restarted.join(', ')}`] : []),
    ...(faults.length > 0 ? [`What the browser complained of:\n\n${faults.join('\n')}`] : []),
  ].join('\n\n');
}

function memoryTable(what: string, trends: readonly MemoryTrend[]): string {
  const rows = trends.map(({ name, afterOneMinute, atEnd, slope, verdict }) => [
    name,
    ...[afterOneMinute, atEnd, slope].map((mebibytes) => mebibytes.toFixed(1)),
    verdict,
  ]);
  return markdownTable([what, 'after 1 min', 'at the end', 'slope per hour, second half', 'verdict'], rows);
}
