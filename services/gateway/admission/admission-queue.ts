import { TokenBucket } from '../limits/token-bucket.ts';

export interface AdmissionQueueOptions {
  readonly perSecond: number;
  /** How many may queue. */
  readonly maxWaiting: number;
}

interface Waiting {
  /** The client has gone away. */
  readonly isAbandoned: boolean;
}

/**
 * How much delay of the timer is made up for at once, in seconds. It is short, since clients that are admitted together delay all
 * others.
 */
const CATCH_UP = 0.05;

/** A rate-limited queue of connections, first in, first out. Abandoned ones use up none of the rate. */
export class AdmissionQueue<Each extends Waiting> {
  readonly #bucket: TokenBucket;
  readonly #maxWaiting: number;
  readonly #waiting: Each[] = [];
  /** The time between two admissions, in milliseconds. */
  readonly intervalMs: number;

  constructor({ perSecond, maxWaiting }: AdmissionQueueOptions) {
    this.#bucket = new TokenBucket(perSecond, Math.max(1, perSecond * CATCH_UP));
    this.#maxWaiting = maxWaiting;
    this.intervalMs = Math.max(1, 1_000 / perSecond);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#maxWaiting;
  }

  add(each: Each): void {
    this.#waiting.push(each);
  }

  /** Removes and returns the next ones to admit, and the abandoned ones before them. `now` in milliseconds, by a monotonic clock. */
  take(now: number): { readonly admitted: readonly Each[]; readonly abandoned: readonly Each[] } {
    let count = 0;
    for (const each of this.#waiting) {
      if (!each.isAbandoned && !this.#bucket.take(now)) break;
      count += 1;
    }
    const taken = this.#waiting.splice(0, count);
    return {
      admitted: taken.filter(({ isAbandoned }) => !isAbandoned),
      abandoned: taken.filter(({ isAbandoned }) => isAbandoned),
    };
  }
}
