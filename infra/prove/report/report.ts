import type { Evidence } from '../judge.ts';
import type { FaultResult } from '../prove-fault.ts';

/** Within how long prices have to be fresh and complete after a repair. Reported, never a failure: it depends on the machine. */
const OBJECTIVES = {
  freshMs: 2_000,
  completeMs: 10_000,
  /** A backlog is to come this many times faster than it was published. */
  catchUp: 20,
} as const;

/** A run. Everything that the reports show. */
export interface ProveReport {
  readonly version: 1;
  /** In milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly machine: string;
  readonly command: string;
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number };
  readonly faults: readonly FaultResult[];
  readonly doesNotProve: readonly string[];
}

/** What such a run leaves open, however green it is. */
const DOES_NOT_PROVE = [
  'Both sites run on one machine, with one clock for all brokers and one disk: loss of power, real networks and skewed broker clocks are not tested.',
  'SIGKILL leaves what the operating system has in its page cache: it does not show what an unsynced disk would lose.',
  'Faults come one after another, never two at once, other than where the name says so.',
  'A client that was disconnected is sent a new snapshot: quotes that passed meanwhile are in the column "passed", and can be read from the history.',
  'Times are of this machine and this load. They are compared with the objectives, and never make a run fail.',
];

export function reportOf(
  faults: readonly FaultResult[],
  about: Pick<ProveReport, 'startedAt' | 'tookMs' | 'machine' | 'command'>,
): ProveReport {
  const of = (outcome: FaultResult['outcome']) => faults.filter((fault) => fault.outcome === outcome).length;
  return {
    version: 1,
    ...about,
    counts: { passed: of('passed'), failed: of('failed'), skipped: of('skipped') },
    faults,
    doesNotProve: DOES_NOT_PROVE,
  };
}

/** What a row of a report shows of one fault. Cells are text; `–` is unknown or not applicable. */
export interface Row {
  readonly name: string;
  readonly outcome: string;
  readonly sent: string;
  readonly arrived: string;
  readonly lost: string;
  readonly duplicates: string;
  readonly outOfOrder: string;
  readonly conflicting: string;
  readonly fresh: string;
  readonly complete: string;
  readonly stale: string;
  readonly receipts: string;
  readonly shown: string;
}

export const HEADS: Readonly<Record<keyof Row, string>> = {
  name: 'fault',
  outcome: 'outcome',
  sent: 'sent',
  arrived: 'arrived',
  lost: 'lost',
  duplicates: 'dup.',
  outOfOrder: 'order',
  conflicting: 'confl.',
  fresh: 'fresh after',
  complete: 'complete after',
  stale: 'stale for',
  receipts: 'receipts',
  shown: 'the status showed',
};

const NONE = '–';
/** States that are nothing to report. */
const USUAL = new Set(['fresh', 'link:up']);

export function rowOf({ name, outcome, evidence }: FaultResult): Row {
  if (evidence === null) {
    const empty = Object.fromEntries(Object.keys(HEADS).map((key) => [key, NONE])) as unknown as Row;
    return { ...empty, name, outcome };
  }
  const { streams, receivers, shown, completeAfterMs } = evidence;
  const { origin, mirror } = streams;
  const worst = (pick: (receiver: (typeof receivers)[number]) => number) => Math.max(0, ...receivers.map(pick));
  const ours = receivers[0];
  return {
    name,
    outcome,
    // With what the origin no longer holds.
    sent: String(origin.quotes + origin.missing),
    arrived: String(mirror.quotes),
    lost: String(
      Math.max(
        mirror.missing,
        origin.missing,
        streams.absent,
        worst(({ missing }) => missing),
      ),
    ),
    duplicates: String(
      Math.max(
        mirror.duplicates,
        origin.duplicates,
        worst(({ duplicates }) => duplicates),
      ),
    ),
    outOfOrder: String(
      Math.max(
        mirror.outOfOrder,
        origin.outOfOrder,
        worst(({ outOfOrder }) => outOfOrder),
      ),
    ),
    conflicting: String(
      Math.max(
        mirror.conflicting,
        origin.conflicting,
        streams.different,
        worst(({ conflicting }) => conflicting),
      ),
    ),
    fresh: secondsOf(ours?.freshAfterMs ?? null),
    complete: secondsOf(completeAfterMs),
    stale: secondsOf(ours?.staleMs ?? null),
    receipts: receiptsText(evidence),
    shown: shown.filter((state) => !USUAL.has(state)).join(', ') || 'nothing unusual',
  };
}

/** The cloud's receipts of the fault: how many quotes were held, and how many of them were recovered. */
function receiptsText({ ledgers }: Evidence): string {
  const receipts = ledgers.find(({ site }) => site === 'cloud')?.receipts ?? [];
  return receipts.map(({ cause, held, recovered }) => `${cause} ${recovered}/${held}`).join(', ') || NONE;
}

export function secondsOf(ms: number | null): string {
  return ms === null ? NONE : `${(ms / 1_000).toFixed(1)} s`;
}

/** Where a fault missed an objective, in words. */
export function missedObjectives({ evidence }: FaultResult): readonly string[] {
  if (evidence === null) return [];
  const { receivers, completeAfterMs, backlog, publishedPerSecond } = evidence;
  const freshAfterMs = receivers[0]?.freshAfterMs ?? 0;
  const missed: string[] = [];
  if (freshAfterMs > OBJECTIVES.freshMs) {
    missed.push(`fresh after ${secondsOf(freshAfterMs)}, the objective is ${secondsOf(OBJECTIVES.freshMs)}`);
  }
  const backlogMs = publishedPerSecond === 0 ? 0 : ((backlog ?? 0) / publishedPerSecond) * 1_000;
  const allowed = OBJECTIVES.completeMs + backlogMs / OBJECTIVES.catchUp;
  if (completeAfterMs !== null && completeAfterMs > allowed) {
    missed.push(`complete after ${secondsOf(completeAfterMs)}, the objective is ${secondsOf(allowed)}`);
  }
  return missed;
}
