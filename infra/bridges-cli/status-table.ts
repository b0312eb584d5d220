import { ageText } from '@quotebridge/cli/texts';
import Table from 'cli-table3';
import type { ReportedBridge } from './reported-bridge.ts';

/** The bridges for a terminal. `now` in milliseconds since the Unix epoch. Pure. */
export function statusTable(bridges: readonly ReportedBridge[], now: number): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: ['bridge', 'mode', 'from', 'to', 'reported by', 'state', 'for', 'lag', 'last activity', 'per second'],
    colAligns: ['left', 'left', 'left', 'left', 'left', 'left', 'right', 'right', 'right', 'right'],
  });
  for (const { bridge, mode, site, report } of bridges) {
    if (report === null) {
      table.push([bridge, mode, '', '', site, 'not reported', '', '', '', '']);
      continue;
    }
    const { from, to, state, since, lag, lastActivity, rate } = report;
    const active = lastActivity === null ? '' : `${ageText(now - lastActivity)} ago`;
    const lagText = lag === null ? '' : String(lag);
    table.push([
      bridge,
      mode,
      from.join(', '),
      to,
      site,
      state,
      ageText(now - since),
      lagText,
      active,
      rate === null ? '' : rate.toFixed(1),
    ]);
  }
  const reasons = new Set(
    bridges.flatMap(({ bridge, site, report, reason }) => {
      if (reason !== null) return [reason];
      return report?.lastError ? [`${bridge} at ${site}: ${report.lastError}`] : [];
    }),
  );
  return [table.toString(), ...reasons].join('\n');
}
