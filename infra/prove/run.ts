import type { Bed, BedKind } from './beds/bed.ts';
import type { Fault } from './fault.ts';
import { proveFault, type FaultResult, type Stage } from './prove-fault.ts';
import { observe, type Session } from './session.ts';

export interface RunOptions {
  readonly faults: readonly Fault[];
  readonly brokers: 1 | 3;
  /** Starts a bed, or answers why there is none of that kind. */
  readonly openBed: (kind: BedKind) => Promise<Bed | string>;
  readonly stopping: AbortSignal;
  /** How long recovery may take, in milliseconds. Default: generous. */
  readonly recoversWithin?: number;
  readonly onStage: (fault: Fault, stage: Stage | 'starting') => void;
  readonly onResult: (result: FaultResult) => void;
}

/** Runs the faults one after another. Each begins when everything is well after the one before; after a failure with both sites started anew. */
export async function runFaults(options: RunOptions): Promise<FaultResult[]> {
  const { faults, brokers, openBed, stopping, onStage, onResult } = options;
  const results: FaultResult[] = [];
  let session: Session | null = null;
  const close = async () => {
    await session?.[Symbol.asyncDispose]();
    session = null;
  };
  const runOne = async (fault: Fault): Promise<FaultResult> => {
    const needed = fault.brokers;
    if (needed !== undefined && needed !== brokers) {
      return skipped(fault, `it takes ${needed} broker${needed === 1 ? '' : 's'} a site: --brokers ${needed}`);
    }
    const kind = fault.bed ?? 'standard';
    if (session?.bed.kind !== kind) await close();
    if (session === null) {
      onStage(fault, 'starting');
      const bed = await openBed(kind);
      if (typeof bed === 'string') return skipped(fault, bed);
      session = await observe(bed);
    }
    const { bed } = session;
    const lacking = [...fault.needs.map((need) => bed.lacks(need)), fault.lacks?.(bed) ?? null];
    const reason = lacking.find((one) => one !== null);
    if (reason !== undefined) return skipped(fault, reason);
    const result = await proveFault(fault, session, {
      stopping,
      onStage: (stage) => onStage(fault, stage),
      recoversWithin: options.recoversWithin,
    });
    if (result.outcome === 'failed' || kind === 'disposable') await close();
    return result;
  };
  try {
    for (const fault of faults) {
      stopping.throwIfAborted();
      const result = await runOne(fault).catch(async (error: unknown) => {
        stopping.throwIfAborted();
        await close();
        return failed(fault, error);
      });
      results.push(result);
      onResult(result);
    }
  } finally {
    await close();
  }
  return results;
}

function skipped({ name, what }: Fault, reason: string): FaultResult {
  return { ...NOT_JUDGED, name, what, outcome: 'skipped', skipped: reason };
}

/** What could not be observed was not survived. */
function failed({ name, what }: Fault, error: unknown): FaultResult {
  return { ...NOT_JUDGED, name, what, outcome: 'failed', findings: [`could not be judged: ${String(error)}`] };
}

const NOT_JUDGED = { skipped: null, findings: [], notes: [], evidence: null, bed: '', tookMs: 0 } as const;
