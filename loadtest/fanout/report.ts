import type { RunResult } from './run.ts';
import { WAYS } from './ways.ts';

/** A Markdown table: the first column to the left, the others to the right. */
function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

export function titleOf(id: string): string {
  return WAYS.find((way) => way.id === id)?.title ?? id;
}

export function table(results: readonly RunResult[]): string {
  const head = [
    'way',
    'clients',
    'watchlists',
    'deliveries per CPU-second',
    'delivered',
    'age p50 ms',
    'age p99 ms',
    'bytes per quote',
    'KiB per client',
    'slowest / fastest',
    'server busy',
    'receivers busy',
  ];
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  const rows = results.map((result) => [
    titleOf(result.way),
    result.clients.toLocaleString('en'),
    result.lists,
    (Math.round(result.deliveriesPerCpuSecond / 100) * 100).toLocaleString('en'),
    percent(result.delivered),
    result.p50.toFixed(1),
    result.p99.toFixed(1),
    result.bytesPerQuote.toFixed(0),
    (result.bytesPerClient / 1_024).toFixed(1),
    result.fairness.toFixed(2),
    percent(result.serverBusy),
    percent(result.receiverBusy),
  ]);
  return markdown(head, rows);
}

/** What the gateway at 50 ms reaches of the others' deliveries per CPU-second, and of raw `ws`'s memory. */
export function ratios(results: readonly RunResult[]): string {
  const ours = results.filter(({ way }) => way === 'gateway-50');
  const rows = ours.map((own) => {
    const beside = (way: string) =>
      results.find((each) => each.way === way && each.clients === own.clients && each.lists === own.lists);
    const times = (way: string) => {
      const other = beside(way);
      return other === undefined ? '–' : `${(own.deliveriesPerCpuSecond / other.deliveriesPerCpuSecond).toFixed(2)}×`;
    };
    const raw = beside('ws-batched');
    const memory = raw === undefined ? '–' : `${(own.bytesPerClient / raw.bytesPerClient).toFixed(2)}×`;
    return [`${own.clients.toLocaleString('en')}, ${own.lists}`, times('rooms'), times('ws-batched'), memory];
  });
  const head = ['the gateway every 50 ms', 'of Socket.IO rooms', 'of raw `ws` every 50 ms', 'memory, of raw `ws`'];
  return markdown(head, rows);
}
