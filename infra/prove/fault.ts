import type { Receipt } from '@quotebridge/contracts';
import type { Bed, BedKind, Capability } from './beds/bed.ts';

/** One thing that breaks, how it is repaired, and what has to be seen meanwhile. */
export interface Fault {
  /** As in `--only`. */
  readonly name: string;
  /** One sentence for the report. */
  readonly what: string;
  readonly needs: readonly Capability[];
  /** Brokers per site without which there is nothing to see. Default: either. */
  readonly brokers?: 1 | 3;
  /** What it runs against. Default `standard`. */
  readonly bed?: BedKind;
  /** Part of `--quick`. */
  readonly isQuick?: boolean;
  /** Why it makes no sense on this bed; `null` when it does. */
  lacks?(bed: Bed): string | null;
  readonly expects: Expectation;
  /** Resolves when the fault has been in effect for as long as it is to be. */
  inject(bed: Bed, context: FaultContext): Promise<void>;
  /** Ends it. Recovery counts from when this is called. Default: it has ended by itself with `inject`. */
  heal?(bed: Bed, context: FaultContext): Promise<void>;
  /** Looks, after everything has recovered, for what only this fault can leave behind. Resolves with what is wrong. */
  check?(bed: Bed, context: FaultContext): Promise<readonly string[]>;
}

export interface FaultContext {
  /** Waits. Throws the reason when the run is stopped. */
  readonly hold: (ms: number) => Promise<void>;
  /** Waits until something holds, for so many milliseconds at most (default: a generous minute). Throws an error that names it otherwise. */
  readonly until: (what: string, holds: () => boolean | Promise<boolean>, withinMs?: number) => Promise<void>;
  /** Adds a line to the report of this fault. */
  readonly note: (line: string) => void;
}

/** What has to be seen of a fault. */
export interface Expectation {
  /** What `/v1/status` has to show while it lasts or until everything has recovered, in alternatives: one of each list. */
  readonly shown: readonly (readonly Shown[])[];
  /** What it must not show. */
  readonly neverShown?: readonly Shown[];
  /** Quotes are lost, which an alarm has to report. Default: none are. */
  readonly loses?: 'reported';
  /** The origin is another stream afterwards: it is compared with the mirror from its first message on, and both audits begin anew. */
  readonly originAnew?: true;
  /** The cause of the outage of which the cloud's ledger has to keep a receipt; of the link's, with held quotes. Default: none has to be there. */
  readonly receipt?: Receipt['cause'];
}

/** A state that `/v1/status` showed: `stale:link`, `link:down`, `alarm:expired`, `incomplete`, or `unreachable` when nothing answered. */
export type Shown = `stale:${string}` | `link:${string}` | `alarm:${string}` | 'incomplete' | 'fresh' | 'unreachable';
