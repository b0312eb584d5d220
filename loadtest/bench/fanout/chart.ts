import type { Watchlists } from './workload.ts';
import { titleOf } from './report.ts';
import type { RunResult } from './run.ts';

const WIDTH = 860;
const LABELS = 270;
const NUMBERS = 90;
const BAR = 16;
const ROW = 46;
const TOP = 44;
const COLOURS: Readonly<Record<Watchlists, string>> = { distinct: '#2a6fdb', identical: '#e08a1e' };

const escape = (text: string) => text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Deliveries per CPU-second as bars, a pair for each way, in an SVG that reads on light and dark pages. */
export function barChart(results: readonly RunResult[]): string {
  const ways = [...new Set(results.map(({ way }) => way))];
  const most = Math.max(...results.map(({ deliveriesPerCpuSecond }) => deliveriesPerCpuSecond));
  const height = TOP + ways.length * ROW;
  const bars = ways.flatMap((way, row) => {
    const y = TOP + row * ROW;
    const label = `<text x="${LABELS - 12}" y="${y + BAR + 5}" text-anchor="end">${escape(titleOf(way))}</text>`;
    const pair = results
      .filter((result) => result.way === way)
      .map(({ lists, deliveriesPerCpuSecond: value }, index) => {
        const length = Math.max(1, Math.round((value / most) * (WIDTH - LABELS - NUMBERS)));
        const at = y + index * (BAR + 2);
        const number = `${Math.round(value / 1_000).toLocaleString('en')} k`;
        return `<rect x="${LABELS}" y="${at}" width="${length}" height="${BAR}" fill="${COLOURS[lists]}"/><text x="${LABELS + length + 6}" y="${at + BAR - 3}">${number}</text>`;
      });
    return [label, ...pair];
  });
  const legend = (['distinct', 'identical'] as const).map(
    (lists, index) =>
      `<rect x="${LABELS + index * 190}" y="12" width="12" height="12" fill="${COLOURS[lists]}"/><text x="${LABELS + 18 + index * 190}" y="23">${lists} watchlists</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="14" fill="#777">`,
    '<title>Deliveries per CPU-second of each way, 300 clients</title>',
    ...legend,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}
