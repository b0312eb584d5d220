import type { AuditTotals, Receipt } from '@quotebridge/contracts';

/** What the auditor knows of its site's stream at one moment. */
export interface OutageLook {
  /** Whether the stream brings fresh quotes, and up to when it did, in milliseconds since the Unix epoch. */
  readonly fresh: boolean;
  readonly since: number;
  /** In milliseconds since the Unix epoch. */
  readonly time: number;
  /** Whether an earlier auditor saw fresh quotes, and this one has had the time to. */
  readonly wasFreshBefore: boolean;
  /** What stands in the way; `unknown` while nothing is sure. */
  readonly cause: Receipt['cause'];
  readonly totals: Pick<
    AuditTotals,
    'published' | 'received' | 'missing' | 'duplicates' | 'outOfOrder' | 'conflicting'
  >;
}

/** An outage that lasts: its receipt so far, and what had been counted when it began. */
export interface OpenOutage {
  readonly receipt: Receipt;
  readonly totals: OutageLook['totals'];
}

/**
 * Writes a receipt for every time in which the stream brought no fresh quotes. The stream is read in order: once it is fresh again, it has brought all that
 * was held. Pure.
 */
export class OutageWatch {
  #open: OpenOutage | null;
  #hasBeenFresh = false;

  /** `open`: the outage during which an earlier auditor stopped. */
  constructor(open: OpenOutage | null = null) {
    this.#open = open;
  }

  /** `null` when there is none. */
  get open(): OpenOutage | null {
    return this.#open;
  }

  /** Answers with a receipt when one begins, learns its cause, or is complete; else with `null`. */
  observe(look: OutageLook): Receipt | null {
    const { fresh, since, time, cause, totals } = look;
    if (this.#open === null) {
      if (fresh) this.#hasBeenFresh = true;
      // Before the first fresh quote nothing was interrupted, unless an earlier auditor had seen one.
      if (fresh || !(this.#hasBeenFresh || look.wasFreshBefore)) return null;
      const receipt: Receipt = { ...NOTHING, cause, from: since };
      this.#open = { receipt, totals };
      return receipt;
    }
    const { receipt: before, totals: start } = this.#open;
    if (fresh) {
      this.#open = null;
      return { ...before, ...changeBetween(start, totals), to: time };
    }
    if (before.cause !== 'unknown' || cause === 'unknown') return null;
    const receipt = { ...before, cause };
    this.#open = { receipt, totals: start };
    return receipt;
  }
}

const NOTHING = { to: null, held: 0, recovered: 0, lost: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 };

function changeBetween(start: OutageLook['totals'], end: OutageLook['totals']) {
  return {
    held: Math.max(0, end.published - start.published),
    recovered: Math.max(0, end.received - start.received),
    lost: Math.max(0, end.missing - start.missing),
    duplicates: Math.max(0, end.duplicates - start.duplicates),
    outOfOrder: Math.max(0, end.outOfOrder - start.outOfOrder),
    conflicting: Math.max(0, end.conflicting - start.conflicting),
  };
}
