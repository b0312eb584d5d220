import { markdownTable } from '../../shared/markdown.ts';
import type { Overload } from './overload.ts';
import type { Stalled } from './stalled.ts';

const percent = (part: number) => `${Math.round(part * 100)} %`;
const whole = (value: number) => Math.round(value).toLocaleString('en');

export function report(overload: readonly Overload[], stalled: readonly Stalled[]): string {
  const loads = markdownTable(
    [
      'clients',
      'slowest / fastest',
      'sent, not conflated',
      'age p50 ms',
      'age p99 ms',
      'flush every ms',
      'gateway busy',
      'receivers busy',
    ],
    overload.map((each) => [
      whole(each.clients),
      each.fairness.toFixed(2),
      percent(each.delivered),
      whole(each.p50),
      whole(each.p99),
      whole(each.flushEveryMs),
      percent(each.serverBusy),
      percent(each.receiverBusy),
    ]),
  );
  const [first] = stalled;
  const waiting = markdownTable(
    [
      `${first?.stalled} of ${first?.clients} clients read nothing for`,
      'KiB waiting, most',
      'all',
      'memory grew by MiB',
      'left out of a flush',
      'others: age p50 ms',
      'p99 ms',
      'slowest / fastest',
    ],
    stalled.map((each) => [
      `${each.seconds} s`,
      (each.mostBytesWaiting / 1_024).toFixed(1),
      (each.bytesWaiting / 1_024).toFixed(1),
      (each.grownBytes / 1_048_576).toFixed(1),
      whole(each.skipped),
      whole(each.p50),
      whole(each.p99),
      each.fairness.toFixed(2),
    ]),
  );
  return `${loads}\n\n${waiting}`;
}
