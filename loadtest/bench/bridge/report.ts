import { barChart } from '../../shared/bar-chart.ts';
import { markdownTable } from '../../shared/markdown.ts';
import type { CatchUpResult } from './catch-up.ts';
import type { Part, RunResult } from './run.ts';

const PARTS: readonly Part[] = ['feed', 'on-prem brokers', 'cloud brokers', 'reader', 'auditors'];
const count = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) => value.toFixed(value < 100 ? 1 : 0);
const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(2)} s`;
const inAll = ({ cost }: RunResult) => Object.values(cost).reduce((sum, part) => sum + part, 0);

/** Each way at each rate: bytes over the link per quote, ages in milliseconds, processor time in microseconds per quote. */
export function waysTable(results: readonly RunResult[]): string {
  const head = [
    'quotes/s',
    'way',
    'received',
    'bytes to the cloud',
    'and back',
    'p50 ms',
    'p99 ms',
    ...PARTS.map((part) => `${part} µs`),
    'in all µs',
  ];
  const rows = results.map((result) => [
    count(result.perSecond),
    result.way,
    `${(result.received * 100).toFixed(1)} %`,
    count(result.toCloud),
    count(result.toOnprem),
    ms(result.ages.p50),
    ms(result.ages.p99),
    ...PARTS.map((part) => result.cost[part]?.toFixed(0) ?? '–'),
    inAll(result).toFixed(0),
  ]);
  return markdownTable(head, rows);
}

/** Processor time per quote with and without the auditors, in microseconds. */
export function auditTable(results: readonly RunResult[]): string {
  const rows = results
    .filter(({ audits }) => audits !== null)
    .flatMap((audited) => {
      const without = results.find(({ perSecond, way }) => perSecond === audited.perSecond && way === audited.audits);
      if (without === undefined) return [];
      return [
        [
          count(audited.perSecond),
          ...[inAll(without), inAll(audited), audited.cost.auditors ?? 0].map((cost) => cost.toFixed(0)),
        ],
      ];
    });
  return markdownTable(
    ['quotes/s', 'in all, without auditors', 'in all, with two', 'of it the auditors themselves'],
    rows,
  );
}

/** What the mirrors did after the link was restored. */
export function catchUpTable(results: readonly CatchUpResult[], cutMs: number): string {
  const head = [
    `after a cut of ${cutMs / 1_000} s, quotes/s`,
    'way',
    'messages behind',
    'first after',
    'without a pause after',
    'complete after',
    'messages/s',
    '× real time',
  ];
  const rows = results.map(({ perSecond, way, backlog, firstAfterMs, waitedMs, completeAfterMs, timesRealTime }) => [
    count(perSecond),
    way,
    count(backlog),
    seconds(firstAfterMs),
    seconds(waitedMs),
    seconds(completeAfterMs),
    count(timesRealTime * perSecond),
    `${timesRealTime.toFixed(0)}×`,
  ]);
  return markdownTable(head, rows);
}

/** Bytes over the link per quote as bars, as an SVG. */
export function bytesChart(results: readonly RunResult[]): string {
  const rates = [...new Set(results.map(({ perSecond }) => perSecond))];
  const ways = [...new Set(results.filter(({ audits }) => audits === null).map(({ way }) => way))];
  return barChart(
    'Bytes over the link per quote, both directions',
    rates.map((rate) => `${count(rate)} quotes/s`),
    ways.map((way) => ({
      label: way,
      bars: results
        .filter((result) => result.way === way)
        .map(({ toCloud, toOnprem }) => ({ value: toCloud + toOnprem, text: count(toCloud + toOnprem) })),
    })),
  );
}
