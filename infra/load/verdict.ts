import type { AgeFigures, ReceiverFigures } from './receiver.ts';
import { saturated } from './processes.ts';
import type { ProcessFigures } from './processes.ts';
import { growthPerHour } from './trend.ts';

/** k6's summary, as `handleSummary` gets it, as far as it is read here. */
export interface Summary {
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly contains: string;
        readonly values: Readonly<Record<string, number>>;
        readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
      }
    >
  >;
}

export interface Run {
  readonly title: string;
  readonly command: string;
  readonly what: string;
  readonly summary: Summary;
  /** `null` where the scenario has no clients. */
  readonly receiver: ReceiverFigures | null;
  readonly processes: readonly ProcessFigures[];
  readonly seconds: number;
  /** Whether drift is looked for. */
  readonly isSoak: boolean;
  /** Whether it is meant to break. */
  readonly isBreakpoint: boolean;
}

export interface Verdict {
  readonly outcome: 'passed' | 'failed' | 'invalid';
  readonly markdown: string;
}

/** Memory that grew by no more than this counts as steady: in MiB an hour, and as a part of what there was. */
const DRIFT_MIB = 20;
const DRIFT_SHARE = 0.1;
/** p99 of the last quarter against the first: above it, latency drifts. */
const DRIFT_RATIO = 1.5;

/** k6 that sees quotes so many times later than the receiver beside it, and by so much (in milliseconds), is itself what is late. */
const BEHIND_RATIO = 5;
const BEHIND_MS = 250;

/** What a run shows, on one page. */
export function judge(run: Run): Verdict {
  const objectives = objectivesOf(run.summary);
  const busy = saturated(run.processes);
  const drifts = run.isSoak ? driftsOf(run) : [];
  const isBehind = busy.includes('k6') || isGeneratorBehind(run);
  const isInvalid = isBehind && !run.isBreakpoint;
  const isKept = run.isBreakpoint || objectives.every(({ ok }) => ok);
  const accounted = run.receiver === null || isAccounted(run.receiver.totals);
  const ok = isKept && accounted && drifts.every((drift) => drift.ok);
  const outcome = isInvalid ? 'invalid' : ok ? 'passed' : 'failed';
  const parts = [
    `# ${run.title}: ${outcome}`,
    isInvalid &&
      'k6 itself was late: it used all cores, or saw quotes much later than the receiver beside it. These figures say nothing about the system; give it fewer clients or a machine of its own.',
    run.isBreakpoint && breakpointLine(run, busy, isBehind),
    table(
      ['objective', 'measured', ''],
      objectives.map(({ name, rule, measured, ok: kept }) => [`${name} ${rule}`, measured, kept ? 'kept' : 'BROKEN']),
    ),
    phaseLine(run.summary),
    peakLine(run.summary),
    run.receiver && receiverTable(run.receiver, run.summary),
    drifts.length > 0 &&
      table(
        ['drift', 'measured', ''],
        drifts.map(({ name, measured, ok: kept }) => [name, measured, kept ? 'steady' : 'DRIFTS']),
      ),
    run.processes.length > 0 && processTable(run.processes),
    `${run.what}. Run again with: \`${run.command}\``,
  ];
  return { outcome, markdown: `${parts.filter(Boolean).join('\n\n')}\n` };
}

function objectivesOf({ metrics }: Summary) {
  return Object.entries(metrics).flatMap(([name, { thresholds = {}, values, contains }]) =>
    Object.entries(thresholds)
      .filter(([rule]) => rule !== 'count>=0')
      .map(([rule, { ok }]) => {
        const aggregate = /^([a-z]+(?:\([\d.]+\))?)/.exec(rule)?.[1] ?? '';
        const value = values[aggregate === 'p(50)' ? 'med' : aggregate];
        return { name, rule, ok, measured: value === undefined ? 'nothing' : format(value, contains) };
      }),
  );
}

function format(value: number, contains: string): string {
  if (contains === 'time') return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(4);
}

/** Nothing received is nothing shown. */
function isAccounted({ received, missing, repeated, outOfOrder, unexplained }: ReceiverFigures['totals']): boolean {
  return received > 0 && missing === 0 && repeated === 0 && outOfOrder === 0 && unexplained === 0;
}

function receiverTable({ ages, totals }: ReceiverFigures, summary: Summary): string {
  const seen = summary.metrics['quote_age']?.values;
  const ms = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1));
  return [
    table(
      ['age of a quote, in ms', 'p50', 'p90', 'p99', 'max', 'counted'],
      [
        [
          'receiver (every quote)',
          ms(ages.p50),
          ms(ages.p90),
          ms(ages.p99),
          ms(ages.max),
          ages.count.toLocaleString('en'),
        ],
        [
          'k6 (first of each packet)',
          ms(seen?.['med']),
          ms(seen?.['p(90)']),
          ms(seen?.['p(99)']),
          ms(seen?.['max']),
          (seen?.['count'] ?? 0).toLocaleString('en'),
        ],
      ],
    ),
    `The receiver beside k6: ${totals.received.toLocaleString('en')} quotes, ${totals.folded.toLocaleString('en')} folded, ${totals.missing} missing, ${totals.repeated} repeated, ${totals.outOfOrder} out of order.`,
  ].join('\n\n');
}

/** What stalled clients cost the others. */
function phaseLine({ metrics }: Summary): string | null {
  const [quiet, stalled] = ['quiet', 'stalled'].map((phase) => metrics[`quote_age{phase:${phase}}`]?.values['p(99)']);
  if (quiet === undefined || stalled === undefined) return null;
  return `p99 with stalled clients: ${(stalled / quiet).toFixed(2)} of that without.`;
}

/** How many came back in the worst second. */
function peakLine({ metrics }: Summary): string | null {
  const counts = Object.entries(metrics)
    .filter(([name]) => /^reconnects\{second:\d+\}$/.test(name))
    .map(([, { values }]) => values['count'] ?? 0);
  return counts.length === 0 ? null : `At most ${Math.max(...counts)} clients came back in one second.`;
}

/** Without the cut that makes both late: what the receiver filled in counts for k6 too. */
function isGeneratorBehind({ summary, receiver }: Run): boolean {
  const seen = summary.metrics['quote_age']?.values['p(99)'];
  if (seen === undefined || receiver === null) return false;
  const { p99 } = receiver.ages;
  return seen > p99 * BEHIND_RATIO && seen > p99 + BEHIND_MS;
}

function breakpointLine({ summary }: Run, busy: readonly string[], isBehind: boolean): string {
  const most = summary.metrics['vus']?.values['max'] ?? 0;
  const broke = objectivesOf(summary).some(({ ok }) => !ok);
  const who =
    busy.length === 0 ? 'nothing that was watched had a core to itself' : `a core to itself had: ${busy.join(', ')}`;
  return `${broke ? 'It gave way' : 'It held'} at ${most} clients; ${who}.${isBehind ? ' It was k6 that was late: the system holds more.' : ''}`;
}

function driftsOf({ processes, receiver, seconds }: Run) {
  const memory = processes
    .filter(({ name }) => name !== 'k6' && name !== 'receiver')
    .map(({ name, memory: readings }) => {
      // What is taken while clients connect is no drift.
      const later = readings
        .slice(Math.floor(readings.length / 2))
        .map((value, second) => ({ at: second * 1_000, value }));
      const slope = later.length < 2 ? 0 : growthPerHour(later);
      const grown = (slope * seconds) / 2 / 3_600;
      const allowed = Math.max(DRIFT_MIB * (seconds / 3_600), DRIFT_SHARE * (later[0]?.value ?? 0));
      return { name: `memory of ${name}`, measured: `${slope.toFixed(1)} MiB/h`, ok: grown <= allowed };
    });
  const parts = receiver?.parts ?? [];
  const quarter = Math.max(1, Math.floor(parts.length / 4));
  const middle = (some: readonly AgeFigures[]) =>
    some.map(({ p99 }) => p99).toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;
  const [first, last] = [middle(parts.slice(0, quarter)), middle(parts.slice(-quarter))];
  const latency = {
    name: 'p99 age, last quarter against first',
    measured: `${last.toFixed(1)} / ${first.toFixed(1)} ms`,
    ok: last <= first * DRIFT_RATIO,
  };
  return [...memory, latency];
}

function processTable(processes: readonly ProcessFigures[]): string {
  return table(
    ['process', 'cores, mean', 'cores, peak', 'memory at the end, MiB'],
    processes.map(({ name, cpu, cpuPeak, memory }) => [
      name,
      cpu.toFixed(2),
      cpuPeak.toFixed(2),
      (memory.at(-1) ?? 0).toFixed(0),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
