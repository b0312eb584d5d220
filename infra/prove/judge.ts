import type { Expectation, Shown } from './fault.ts';
import type { Findings } from './findings.ts';
import { judgeLedgers, type LedgerEvidence } from './judge-ledger.ts';
import type { ReceiverCounts } from './observe/receiver.ts';
import type { StreamComparison } from './observe/streams.ts';

/** What one receiver counted and showed during a fault. */
export interface ReceiverEvidence extends ReceiverCounts {
  readonly name: string;
  /** Quotes that it showed with other content than the origin holds, of the same epoch. */
  readonly conflicting: number;
  /** Quotes of a feed that ended before they were stored: a later epoch has used their numbers. The core path shows such quotes until it knows better. */
  readonly superseded: number;
  /** From the repair until it showed prices as fresh for good; `null` when it never did. In milliseconds, as the others. */
  readonly freshAfterMs: number | null;
  /** How long it showed prices as stale. */
  readonly staleMs: number;
  /** How long it showed prices as fresh although its newest quote was old. */
  readonly freshWhileOldMs: number;
  /** Reasons that it showed. */
  readonly reasons: readonly string[];
}

/** Everything that was observed of one fault. */
export interface Evidence {
  readonly streams: StreamComparison;
  /** Of each site's auditor. */
  readonly ledgers: readonly LedgerEvidence[];
  readonly receivers: readonly ReceiverEvidence[];
  /** What `/v1/status` showed, and how many messages an alarm said were missing. */
  readonly shown: readonly Shown[];
  readonly missingShown: number;
  /** What has not recovered within the bound; `null` when everything has. */
  readonly unrecovered: string | null;
  /** From the repair until the mirror had all that the origin had then, and our client all that it had missed. */
  readonly completeAfterMs: number | null;
  /** How many messages the mirror was behind when the fault was repaired; `null` when no one could say. */
  readonly backlog: number | null;
  /** Messages a second that the origin stored, over the whole fault. */
  readonly publishedPerSecond: number;
}

/** Shorter than this, in milliseconds, is the time between a status and the quotes that it is about. */
const FRESH_WHILE_OLD_MS = 1_000;

/** Compares what was observed with what has to be. Pure. */
export function judge(expects: Expectation, evidence: Evidence): Findings {
  const { streams, receivers, unrecovered } = evidence;
  return [
    ...(unrecovered === null ? [] : [`did not recover: ${unrecovered}`]),
    ...(streams.origin.quotes === 0 ? ['nothing was published: the fault was not tested'] : []),
    ...streamFindings(expects, evidence),
    ...receivers.flatMap((receiver) => receiverFindings(expects, receiver)),
    ...statusFindings(expects, evidence.shown),
    ...judgeLedgers(expects, evidence.ledgers),
  ];
}

function streamFindings({ loses }: Expectation, { streams, shown, missingShown }: Evidence): string[] {
  const { origin, mirror, different, absent, surplus } = streams;
  const lost = Math.max(mirror.missing, absent);
  const isReported = shown.some((state) => state.startsWith('alarm:')) && missingShown > 0;
  const atMirror =
    loses === undefined
      ? [
          count(mirror.missing, 'quotes lost at the mirror'),
          count(absent, 'messages of the origin are not at the mirror'),
        ]
      : [
          lost === 0 && 'nothing was lost: the fault was not tested',
          lost > 0 && !isReported && `${lost} lost, and no alarm reported it`,
        ];
  return [
    ...atMirror,
    loses === undefined && count(origin.missing, 'quotes lost at the origin'),
    ...(['duplicates', 'outOfOrder', 'conflicting'] as const).flatMap((what) => [
      count(origin[what], `${TEXTS[what]} at the origin`),
      count(mirror[what], `${TEXTS[what]} at the mirror`),
    ]),
    count(different, 'messages differ between origin and mirror'),
    loses === undefined && count(surplus, 'messages at the mirror are not from the origin'),
  ].filter((finding) => finding !== false);
}

function receiverFindings({ loses }: Expectation, receiver: ReceiverEvidence): string[] {
  const { name, missing, freshWhileOldMs } = receiver;
  return [
    loses === undefined && count(missing, `quotes lost at ${name}`),
    ...(['duplicates', 'outOfOrder', 'conflicting'] as const).map((what) =>
      count(receiver[what], `${TEXTS[what]} at ${name}`),
    ),
    receiver.freshAfterMs === null && `${name} never showed fresh prices again`,
    freshWhileOldMs > FRESH_WHILE_OLD_MS &&
      `${name} showed old prices as fresh for ${(freshWhileOldMs / 1_000).toFixed(1)} s`,
  ].filter((finding) => finding !== false);
}

function statusFindings({ shown: expected, neverShown = [] }: Expectation, shown: readonly Shown[]): string[] {
  return [
    ...expected
      .filter((alternatives) => !alternatives.some((state) => shown.includes(state)))
      .map((alternatives) => `the status never showed ${alternatives.join(' or ')}`),
    ...neverShown.filter((state) => shown.includes(state)).map((state) => `the status showed ${state}`),
  ];
}

const TEXTS = { duplicates: 'duplicates', outOfOrder: 'out of order', conflicting: 'with other content' } as const;

function count(number: number, what: string): string | false {
  return number > 0 && `${number} ${what}`;
}
