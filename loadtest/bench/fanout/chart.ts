import { barChart } from '../../shared/bar-chart.ts';
import { titleOf } from './report.ts';
import type { RunResult } from './run.ts';

const LISTS = ['distinct', 'identical'] as const;

/** Deliveries per CPU-second as bars, a pair for each way, as an SVG. */
export function fanOutChart(results: readonly RunResult[]): string {
  const ways = [...new Set(results.map(({ way }) => way))];
  return barChart(
    'Deliveries per CPU-second of each way, 300 clients',
    LISTS.map((lists) => `${lists} watchlists`),
    ways.map((way) => ({
      label: titleOf(way),
      bars: LISTS.flatMap((lists) => results.filter((result) => result.way === way && result.lists === lists)).map(
        ({ deliveriesPerCpuSecond: value }) => ({
          value,
          text: `${Math.round(value / 1_000).toLocaleString('en')} k`,
        }),
      ),
    })),
  );
}
