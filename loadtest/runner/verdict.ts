import { breakpointLine, isGeneratorSaturated, didGeneratorSaturateFirst } from './breakpoint.ts';
import { wasBrowserStarved, coresForBrowser } from './browser-capacity.ts';
import { driftsOf } from './drift.ts';
import { migrationLines } from './migration-lines.ts';
import { markdownTable } from '../shared/markdown.ts';
import type { ProcessFigures, Used } from './processes.ts';
import type { ReceiverFigures } from '../receiver/main.ts';
import type { Summary } from './summary.ts';
import type { LinkFigures } from './system-watch.ts';

export interface Run {
  readonly title: string;
  readonly command: string;
  readonly what: string;
  readonly summary: Summary;
  /** `null` where the scenario has no clients. */
  readonly receiver: ReceiverFigures | null;
  readonly used: Used;
  readonly link: LinkFigures;
  /** How many clients should start; `null` where that is open. */
  readonly clients: number | null;
  readonly seconds: number;
  /** Whether it watches a page. */
  readonly isBrowser: boolean;
  /** Whether drift is looked for. */
  readonly isSoak: boolean;
  /** Whether it is meant to break. */
  readonly isBreakpoint: boolean;
}

export interface Verdict {
  readonly outcome: 'passed' | 'failed' | 'invalid';
  readonly markdown: string;
}

interface Objective {
  readonly name: string;
  readonly measured: string;
  /** Whether a busy machine alone can break it. */
  readonly isTime: boolean;
  readonly ok: boolean;
}

/** When k6 sees quotes later than the receiver beside it, by this factor and by this much (in milliseconds), k6 itself is late. */
const BEHIND_RATIO = 5;
const BEHIND_MS = 250;

/** What stalled clients may cost the others: p99 by this factor, or by this much (in milliseconds), which a busy machine costs by itself. */
const STALLED_RATIO = 2;
const STALLED_MS = 100;

const K6_WAS_LATE =
  'k6 itself was late: it used all cores, or saw quotes much later than the receiver beside it. These figures say nothing about the system; give it fewer clients or a machine of its own.';

/** The result of a run, on one page. */
export function judge(run: Run): Verdict {
  const { summary, receiver, used, link } = run;
  const thresholds = objectivesOf(summary);
  const objectives = [...thresholds, ...stalledObjective(summary)];
  const drifts = run.isSoak ? driftsOf(used.processes, receiver?.parts ?? [], run.seconds) : [];
  const broken = objectives.filter(({ ok }) => !ok);
  const isBusy = run.isBreakpoint ? didGeneratorSaturateFirst(used) : isGeneratorSaturated(used);
  // A page that met its objectives without a free core would have met them with one.
  const isCrowded =
    run.isBrowser && broken.length > 0 && broken.every(({ isTime }) => isTime) && wasBrowserStarved(used);
  const isInvalid = isCrowded || isBusy || isGeneratorBehind(run);
  const reasons = [
    // A breakpoint is meant to break its objective.
    ...(run.isBreakpoint ? [] : broken.map(({ name }) => `${name} was broken`)),
    ...clientFaults(run),
    ...receiverFaults(receiver),
    ...drifts.filter(({ ok }) => ok === false).map(({ name }) => `${name} drifts`),
  ];
  const outcome = isInvalid ? 'invalid' : reasons.length === 0 ? 'passed' : 'failed';
  const most = summary.metrics['vus']?.values['max'] ?? 0;
  const parts = [
    `# ${run.title}: ${outcome}`,
    isCrowded && crowdedLine(used),
    isInvalid && !isCrowded && K6_WAS_LATE,
    outcome === 'failed' && `Why: ${reasons.join('; ')}.`,
    run.isBreakpoint &&
      breakpointLine(
        used,
        link,
        most,
        thresholds.some(({ ok }) => !ok),
      ),
    cutLine(run),
    migrationLines(summary),
    markdownTable(
      ['objective', 'measured', ''],
      objectives.map(({ name, measured, ok }) => [name, measured, ok ? 'kept' : 'BROKEN']),
    ),
    peakLine(summary),
    receiver && receiverTable(receiver, summary),
    drifts.length > 0 &&
      markdownTable(
        ['drift', 'measured', ''],
        drifts.map(({ name, measured, ok }) => [name, measured, ok === null ? 'not judged' : ok ? 'steady' : 'DRIFTS']),
      ),
    used.processes.length > 0 && processTable(used.processes),
    machineLine(used.machine),
    `${run.what}. Run again with: \`${run.command}\``,
  ];
  return { outcome, markdown: `${parts.filter(Boolean).join('\n\n')}\n` };
}

function crowdedLine(used: Used): string {
  const room = Math.max(0, coresForBrowser(used)).toFixed(2);
  return `The browser had ${room} of a core to itself, and needs one: these figures say nothing about the page. Run it where less else runs.`;
}

function machineLine({ cpu, cpuPeak, cores, stolen }: Used['machine']): string {
  const line = `The machine used ${cpu.toFixed(2)} of its ${cores} cores, at most ${cpuPeak.toFixed(2)} in a second`;
  return stolen < 0.005 ? `${line}.` : `${line}; its host gave ${stolen.toFixed(2)} to others.`;
}

function objectivesOf({ metrics }: Summary): Objective[] {
  return Object.entries(metrics).flatMap(([name, { thresholds = {}, values, contains }]) =>
    Object.entries(thresholds)
      .filter(([rule]) => rule !== 'count>=0')
      .map(([rule, { ok }]) => {
        const aggregate = /^([a-z]+(?:\([\d.]+\))?)/.exec(rule)?.[1] ?? '';
        const value = values[aggregate === 'p(50)' ? 'med' : aggregate];
        const measured = value === undefined ? 'nothing' : format(value, contains);
        return { name: `${name} ${rule}`, measured, isTime: contains === 'time', ok };
      }),
  );
}

/** What stalled clients cost the others. k6's thresholds cannot compare two metrics. */
function stalledObjective({ metrics }: Summary): Objective[] {
  const [quiet, stalled] = ['quiet', 'stalled'].map((phase) => metrics[`quote_age{phase:${phase}}`]?.values['p(99)']);
  if (quiet === undefined || stalled === undefined) return [];
  return [
    {
      name: `p99 with stalled clients, at most ${STALLED_RATIO} times that without or ${STALLED_MS} ms more`,
      measured: `${stalled.toFixed(0)} / ${quiet.toFixed(0)} ms`,
      isTime: true,
      ok: stalled <= Math.max(quiet * STALLED_RATIO, quiet + STALLED_MS),
    },
  ];
}

/** k6's thresholds check the account of each client that ended; this checks that all started and ended. */
function clientFaults({ clients, summary: { metrics } }: Run): string[] {
  if (clients === null) return [];
  const began = metrics['clients_begun']?.values['count'] ?? 0;
  const { passes = 0, fails = 0 } = metrics['clients_accounted']?.values ?? {};
  return [
    ...(began === clients ? [] : [`${began} of ${clients} clients began`]),
    ...(passes + fails === began ? [] : [`${began - passes - fails} of ${began} clients did not end by themselves`]),
  ];
}

/** Nothing received is nothing shown. */
function receiverFaults(receiver: ReceiverFigures | null): string[] {
  if (receiver === null) return [];
  const { received, missing, duplicates, outOfOrder, unexplained } = receiver.totals;
  if (received === 0) return ['the receiver beside k6 received nothing'];
  return Object.entries({
    missing,
    duplicates,
    'out of order': outOfOrder,
    'conflated without being missing': unexplained,
  })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `the receiver beside k6 found ${count} quotes ${what}`);
}

/** What clients saw of a cut, in a sentence. */
function cutLine({ summary: { metrics }, receiver }: Run): string | null {
  const [stale, fresh, complete] = ['stale_seen', 'fresh_again', 'complete_again'].map((name) => metrics[name]?.values);
  if (stale === undefined || fresh === undefined || complete === undefined) return null;
  const s = (ms: number | undefined) => (ms === undefined ? '?' : (ms / 1_000).toFixed(1));
  const lost = (metrics['quotes_missing']?.values['count'] ?? 0) + (receiver?.totals.missing ?? 0);
  return `Clients saw that prices were stale ${s(stale['min'])} to ${s(stale['max'])} s after the cut. After the link was back, half of them were fresh within ${s(fresh['med'])} s and the last after ${s(fresh['max'])} s, and had all quotes after ${s(complete['max'])} s. Lost: ${lost}.`;
}

function format(value: number, contains: string): string {
  if (contains === 'time') return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(4);
}

function receiverTable({ ages, totals }: ReceiverFigures, summary: Summary): string {
  const seen = summary.metrics['quote_age']?.values;
  const ms = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1));
  return [
    markdownTable(
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
          'k6 (oldest of each packet)',
          ms(seen?.['med']),
          ms(seen?.['p(90)']),
          ms(seen?.['p(99)']),
          ms(seen?.['max']),
          (seen?.['count'] ?? 0).toLocaleString('en'),
        ],
      ],
    ),
    `The receiver beside k6: ${totals.received.toLocaleString('en')} quotes, ${totals.conflated.toLocaleString('en')} conflated, ${totals.missing} missing, ${totals.duplicates} duplicates, ${totals.outOfOrder} out of order.`,
  ].join('\n\n');
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

function processTable(processes: readonly ProcessFigures[]): string {
  return markdownTable(
    ['process', 'cores, mean', 'cores, peak', 'memory at the end, MiB'],
    processes.map(({ name, cpu, cpuPeak, memory }) => [
      name,
      cpu.toFixed(2),
      cpuPeak.toFixed(2),
      (memory.at(-1) ?? 0).toFixed(0),
    ]),
  );
}
