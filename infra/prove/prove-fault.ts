import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, FaultContext } from './fault.ts';
import type { Findings } from './findings.ts';
import { judge, type Evidence, type ReceiverEvidence } from './judge.ts';
import { receiptsSince, type LedgerEvidence } from './judge-ledger.ts';
import type { Contents, Receiver } from './observe/receiver.ts';
import { recovered } from './recovery.ts';
import type { Session } from './session.ts';

const POLL_MS = 50;
/** For the position of the streams when the repair begins, in milliseconds. */
const ANSWERED_WITHIN_MS = 500;
/** For what a fault waits for on its way, in milliseconds. */
const WITHIN_MS = 60_000;

/** What became of one fault. */
export interface FaultResult {
  readonly name: string;
  readonly what: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped; `null` when it ran. */
  readonly skipped: string | null;
  readonly findings: Findings;
  readonly notes: readonly string[];
  /** `null` when it was skipped or could not be carried out. */
  readonly evidence: Evidence | null;
  readonly bed: string;
  /** In milliseconds, with everything. */
  readonly tookMs: number;
}

/** The stages of a fault, for live progress. */
export type Stage = 'waiting until everything is well' | 'breaking' | 'repairing' | 'recovering' | 'comparing';

export interface ProveOptions {
  readonly stopping: AbortSignal;
  readonly onStage: (stage: Stage) => void;
  /** How long recovery may take, in milliseconds. Default: generous. */
  readonly recoversWithin?: number | undefined;
}

/** Runs one fault against a bed that is well, and judges what was observed. Throws when the run is stopped. */
export async function proveFault(
  fault: Fault,
  session: Session,
  { stopping, onStage, recoversWithin }: ProveOptions,
): Promise<FaultResult> {
  const began = performance.now();
  const notes: string[] = [];
  const result = (findings: Findings, evidence: Evidence | null): FaultResult => ({
    name: fault.name,
    what: fault.what,
    outcome: findings.length === 0 ? 'passed' : 'failed',
    skipped: null,
    findings,
    notes,
    evidence,
    bed: session.bed.description,
    tookMs: performance.now() - began,
  });
  const context = contextOf(notes, stopping);

  onStage('waiting until everything is well');
  const before = await recovered(session, { target: null, complete: true, stopping });
  if (before.unrecovered !== null) return result([`was not well before it: ${before.unrecovered}`], null);
  const from = await session.streams.begin();
  const auditsAt = (position: number) => Promise.all(session.audits.map((audit) => audit.after(position, stopping)));
  const auditedBefore = await auditsAt(from);
  for (const observer of [...session.receivers, session.status]) observer.mark();
  const [markedAt, markedTime] = [performance.now(), Date.now()];

  let backlog: number | null = null;
  let target: number | null = null;
  let healedAt: number;
  try {
    onStage('breaking');
    await fault.inject(session.bed, context);
    onStage('repairing');
    // A broker that is down does not answer, and the repair must not wait for that.
    const last = await Promise.race([session.streams.last().catch(() => null), delay(ANSWERED_WITHIN_MS, null)]);
    if (last !== null) {
      backlog = Math.max(0, last.origin - last.mirror);
      target = last.origin;
    }
  } catch (error) {
    stopping.throwIfAborted();
    notes.push(`could not be carried out: ${String(error)}`);
  } finally {
    healedAt = performance.now();
    await fault.heal?.(session.bed, context);
  }

  onStage('recovering');
  const complete = fault.expects.loses === undefined;
  const { unrecovered, completeAt } = await recovered(session, { target, complete, within: recoversWithin, stopping });
  const receivers = session.receivers.map((receiver) => snapshotOf(receiver, healedAt));
  onStage('comparing');
  if (fault.expects.originAnew === true) session.streams.beginAnew();
  const found = (await fault.check?.(session.bed, context)) ?? [];
  // Read first: the streams are then read at least that far.
  const audited = await auditsAt((await session.streams.last()).origin);
  const { comparison, contradictions, quotesAt } = await session.streams.compare();
  const evidence: Evidence = {
    streams: comparison,
    ledgers: session.audits.map(({ site }, index): LedgerEvidence => {
      const [earlier, later] = [auditedBefore[index] ?? null, audited[index] ?? null];
      const quotes = quotesAt(site, earlier?.position ?? 0, later?.position ?? 0);
      return { site, before: earlier, after: later, quotes, receipts: receiptsSince(later, markedTime) };
    }),
    receivers: receivers.map(({ counted, contents }) => ({ ...counted, ...contradictions(contents) })),
    shown: session.status.shown,
    missingShown: session.status.missing,
    unrecovered,
    completeAfterMs: completeAt === null ? null : Math.max(0, completeAt - healedAt),
    backlog,
    publishedPerSecond: comparison.origin.messages / ((performance.now() - markedAt) / 1_000),
  };
  const notCarriedOut = notes.filter((note) => note.startsWith('could not be carried out'));
  return result([...notCarriedOut, ...judge(fault.expects, evidence), ...found], evidence);
}

function snapshotOf(
  receiver: Receiver,
  healedAt: number,
): { readonly counted: Omit<ReceiverEvidence, 'conflicting' | 'superseded'>; readonly contents: Contents } {
  const { name, counts, contents, freshness, isFresh } = receiver;
  const { lastStaleAt, staleMs, freshWhileOldMs, reasons } = freshness;
  const freshAfterMs = isFresh ? Math.max(0, (lastStaleAt ?? healedAt) - healedAt) : null;
  return { counted: { name, ...counts, freshAfterMs, staleMs, freshWhileOldMs, reasons }, contents };
}

function contextOf(notes: string[], stopping: AbortSignal): FaultContext {
  return {
    hold: (ms) => delay(ms, undefined, { signal: stopping }),
    note: (line) => void notes.push(line),
    async until(what, holds, withinMs = WITHIN_MS) {
      const deadline = performance.now() + withinMs;
      let cause: unknown;
      while (performance.now() < deadline) {
        try {
          if (await holds()) return;
          cause = undefined;
        } catch (error) {
          cause = error;
        }
        await delay(POLL_MS, undefined, { signal: stopping });
      }
      throw new Error(`timed out after ${withinMs / 1_000} s waiting until ${what}`, { cause });
    },
  };
}
