/** What is watched while traffic moves. A limit that is exceeded rolls the migration back. */
export interface Objectives {
  /** The largest share of requests that may fail, over the window. */
  readonly maxErrorShare: number;
  /** Fewer failed requests than this in the window are no breach. */
  readonly minFailed: number;
  readonly windowMs: number;
  /** How long the target may have no ready instance, be stale, or clients miss quotes, in milliseconds. */
  readonly maxUnreadyMs: number;
  readonly maxStaleMs: number;
  readonly maxMissingMs: number;
}

const OBJECTIVES: Objectives = {
  maxErrorShare: 0.01,
  minFailed: 3,
  windowMs: 5_000,
  maxUnreadyMs: 3_000,
  // A gateway reports staleness 2.5 s after the last heartbeat: the rollback has to be faster than the deadline of clients that relocate.
  maxStaleMs: 2_000,
  maxMissingMs: 5_000,
};

/** One look at the system. */
export interface Sample {
  /** By a monotonic clock, in milliseconds. */
  readonly at: number;
  /** Requests since the previous sample, and those of them that failed. */
  readonly requests: number;
  readonly failed: number;
  /** A service with no ready instance at the target; `null` when all have one. */
  readonly unready: string | null;
  /** Why prices at the target are stale; `null` while they are fresh, or not known. */
  readonly stale: string | null;
  /** Quotes that the probes miss at present. */
  readonly missing: number;
}

/** Decides by the samples of the last seconds whether an objective is breached. Only the target's state counts: a migration may flee from a bad source. */
export class ObjectivesWatch {
  readonly #objectives: Objectives;
  #window: Sample[] = [];
  #unreadySince: number | null = null;
  #staleSince: number | null = null;
  #missingSince: number | null = null;

  /** `breachAfterMs`: in place of the three times; `null` for those. */
  constructor(breachAfterMs: number | null = null) {
    this.#objectives =
      breachAfterMs === null
        ? OBJECTIVES
        : { ...OBJECTIVES, maxUnreadyMs: breachAfterMs, maxStaleMs: breachAfterMs, maxMissingMs: breachAfterMs };
  }

  /** The breach that this sample completes, in a sentence; `null` when there is none. */
  add(sample: Sample): string | null {
    const { at } = sample;
    const { maxErrorShare, minFailed, windowMs, maxUnreadyMs, maxStaleMs, maxMissingMs } = this.#objectives;
    this.#window = [...this.#window.filter((older) => older.at > at - windowMs), sample];
    this.#unreadySince = sample.unready === null ? null : (this.#unreadySince ?? at);
    this.#staleSince = sample.stale === null ? null : (this.#staleSince ?? at);
    this.#missingSince = sample.missing === 0 ? null : (this.#missingSince ?? at);

    const failed = sum(this.#window.map((one) => one.failed));
    const requests = sum(this.#window.map((one) => one.requests));
    if (failed >= minFailed && failed > requests * maxErrorShare) {
      return `${failed} of ${requests} requests failed in ${windowMs / 1_000} s`;
    }
    if (this.#unreadySince !== null && at - this.#unreadySince >= maxUnreadyMs) {
      return `no ${sample.unready} is ready at the target for ${seconds(at - this.#unreadySince)}`;
    }
    if (this.#staleSince !== null && at - this.#staleSince >= maxStaleMs) {
      return `prices at the target are stale (${sample.stale}) for ${seconds(at - this.#staleSince)}`;
    }
    if (this.#missingSince !== null && at - this.#missingSince >= maxMissingMs) {
      return `clients miss ${sample.missing} quotes for ${seconds(at - this.#missingSince)}`;
    }
    return null;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
