import { markdownTable } from '../../shared/markdown.ts';
import type { Part, RunResult } from './run.ts';

const PARTS: readonly Part[] = ['publisher', 'on-prem brokers', 'cloud brokers', 'gateway', 'api', 'reader'];
const count = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(value < 100 ? 1 : 0));

export function title({ brokers, sync }: Pick<RunResult, 'brokers' | 'sync'>): string {
  return `**${brokers === 1 ? 'One broker' : 'Three brokers'} a site, \`${sync}\`.**`;
}

/** Each rate of one set-up, both ways: ages in milliseconds, processor time in microseconds per quote. */
export function table(results: readonly RunResult[]): string {
  const head = [
    'quotes/s',
    'way',
    'read/s',
    'reader p50',
    'reader p99',
    'client p50',
    'client p99',
    ...PARTS,
    'in all',
    'fresh',
  ];
  const rows = results.map((result) => {
    const costs = PARTS.map((part) => result.cost[part]);
    return [
      count(result.perSecond),
      result.way,
      count(result.read),
      ms(result.reader.p50),
      ms(result.reader.p99),
      ms(result.client?.p50),
      ms(result.client?.p99),
      ...costs.map((cost) => cost?.toFixed(0) ?? '–'),
      costs.reduce<number>((all, cost) => all + (cost ?? 0), 0).toFixed(0),
      result.fresh ? 'yes' : 'no',
    ];
  });
  return markdownTable(head, rows);
}

/** The highest rate at which prices were fresh, of each set-up and way, and what is ours of the bare way's. */
export function highest(results: readonly RunResult[]): string {
  const setUps = [...new Map(results.map((result) => [title(result), result])).values()];
  const rows = setUps.map((setUp) => {
    const of = (way: RunResult['way']) =>
      Math.max(
        0,
        ...results
          .filter((each) => each.way === way && each.fresh && title(each) === title(setUp))
          .map(({ perSecond }) => perSecond),
      );
    const [bare, ours] = [of('bare'), of('ours')];
    return [
      title(setUp).replaceAll('*', ''),
      count(bare),
      count(ours),
      bare === 0 ? '–' : `${(ours / bare).toFixed(2)}×`,
    ];
  });
  return markdownTable(['highest rate that stays fresh, quotes/s', 'bare', 'ours', 'ours / bare'], rows);
}
