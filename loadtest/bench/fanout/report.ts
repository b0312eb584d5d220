import { markdownTable } from '../../shared/markdown.ts';
import type { RunResult } from './run.ts';
import { WAYS } from './ways.ts';

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
  return markdownTable(head, rows);
}

/** What the gateway at 50 ms reaches of the others' deliveries per CPU-second, and of raw `ws`'s memory. */
export function ratios(results: readonly RunResult[]): string {
  const ours = results.filter(({ way }) => way === 'gateway-50');
  const rows = ours.map((own) => {
    const beside = (way: string) =>
      results.find((each) => each.way === way && each.clients === own.clients && each.lists === own.lists);
    const times = (way: string, figure: 'deliveriesPerCpuSecond' | 'bytesPerClient') => {
      const other = beside(way);
      return other === undefined ? '–' : `${(own[figure] / other[figure]).toFixed(2)}×`;
    };
    return [
      `${own.clients.toLocaleString('en')}, ${own.lists}`,
      times('rooms', 'deliveriesPerCpuSecond'),
      times('centrifugo', 'deliveriesPerCpuSecond'),
      times('ws-batched', 'deliveriesPerCpuSecond'),
      times('ws-batched', 'bytesPerClient'),
    ];
  });
  const head = [
    'the gateway every 50 ms',
    'of Socket.IO rooms',
    'of Centrifugo',
    'of raw `ws` every 50 ms',
    'memory, of raw `ws`',
  ];
  return markdownTable(head, rows);
}

/** How the cost of a delivery changes from the fewest clients to the most. */
export function flatness(results: readonly RunResult[]): string {
  const rows = (['distinct', 'identical'] as const).flatMap((lists) => {
    const own = results.filter((each) => each.way === 'gateway-50' && each.lists === lists);
    const costs = own.map(({ deliveriesPerCpuSecond }) => 1e6 / deliveriesPerCpuSecond);
    if (costs.length < 2) return [];
    return [[lists, ...costs.map((cost) => cost.toFixed(2)), (Math.max(...costs) / Math.min(...costs)).toFixed(2)]];
  });
  const counts = [...new Set(results.map(({ clients }) => clients))].map(
    (count) => `${count.toLocaleString('en')} clients`,
  );
  if (rows.length === 0) return '';
  return markdownTable(['µs of CPU a delivery, the gateway every 50 ms', ...counts, 'most / least'], rows);
}
