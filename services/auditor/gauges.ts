import { auditAlarmSchema, OUTAGE_CAUSES } from '@quotebridge/contracts';
import type { AuditStatus, AuditTotals, Receipt } from '@quotebridge/contracts';
import { Counter, Gauge } from '@quotebridge/service-kit';
import type { Registry } from '@quotebridge/service-kit';

const TOTALS = [
  'published',
  'received',
  'missing',
  'duplicates',
  'outOfOrder',
  'conflicting',
  'skipped',
  'refused',
] as const;
const NAMES: Partial<Record<(typeof TOTALS)[number], string>> = { outOfOrder: 'out_of_order' };

/** Shows what an auditor found as metrics. What is unknown is NaN, never 0. */
export function auditGauges(registry: Registry): {
  readonly show: (status: AuditStatus) => void;
  readonly count: (receipt: Receipt) => void;
} {
  const registers = [registry];
  const totals = new Gauge({
    name: 'audit_quotes',
    help: 'Quotes since the audit of the stream began, by what became of them',
    labelNames: ['kind'],
    registers,
  });
  const account = new Gauge({
    name: 'audit_account_quotes',
    help: 'Where the published quotes are: published = delivered + conflated + held + lost',
    labelNames: ['state'],
    registers,
  });
  const position = new Gauge({
    name: 'audit_position',
    help: 'The last message of the stream that was audited',
    registers,
  });
  const compared = new Gauge({
    name: 'audit_compared_position',
    help: "Up to which message the stream was compared with another site's; NaN before the first comparison",
    labelNames: ['other'],
    registers,
  });
  const differences = new Gauge({
    name: 'audit_differences',
    help: 'Ranges of messages that another site holds differently',
    labelNames: ['other'],
    registers,
  });
  const alarms = new Gauge({
    name: 'audit_alarm',
    help: '1 while the audit shows this alarm',
    labelNames: ['code'],
    registers,
  });
  const outages = new Counter({
    name: 'audit_outages_total',
    help: 'Outages that are over, by cause',
    labelNames: ['cause'],
    registers,
  });
  for (const cause of OUTAGE_CAUSES) outages.inc({ cause }, 0);
  return {
    show(status) {
      position.set(status.position);
      for (const kind of TOTALS)
        totals.set({ kind: NAMES[kind] ?? kind }, status.totals[kind satisfies keyof AuditTotals]);
      for (const [state, count] of Object.entries(status.account)) account.set({ state }, count);
      for (const { site: other, through, differences: found } of status.comparisons) {
        compared.set({ other }, through ?? Number.NaN);
        differences.set({ other }, found.length);
      }
      for (const code of auditAlarmSchema.shape.code.options) {
        alarms.set({ code }, status.alarms.some((alarm) => alarm.code === code) ? 1 : 0);
      }
    },
    count({ cause, to }) {
      if (to !== null) outages.inc({ cause });
    },
  };
}
