import { TokenBucket } from '../limits/token-bucket.ts';

export interface AdmissionQueueOptions {
  readonly perSecond: number;
  /** How many may wait for their turn. */
  readonly maxWaiting: number;
}

interface Waiting {
  /** It has given up. */
  readonly isGone: boolean;
}

/** How much may be made up for at once when a turn comes late, in seconds: those of one turn hold up everybody else. */
const CATCH_UP = 0.05;

/**
 * Admits those who wait one after the other, so many a second: a crowd waits, and the work that each brings is spread over
 * time. Those who have given up by the time of their turn are passed over.
 */
export class AdmissionQueue<Each extends Waiting> {
  readonly #bucket: TokenBucket;
  readonly #maxWaiting: number;
  readonly #waiting: Each[] = [];
  /** How far apart turns are, in milliseconds. */
  readonly everyMs: number;

  constructor({ perSecond, maxWaiting }: AdmissionQueueOptions) {
    this.#bucket = new TokenBucket(perSecond, Math.max(1, perSecond * CATCH_UP));
    this.#maxWaiting = maxWaiting;
    this.everyMs = Math.max(1, 1_000 / perSecond);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether as many wait as may. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#maxWaiting;
  }

  add(each: Each): void {
    this.#waiting.push(each);
  }

  /** Takes out those whose turn it is, and those before them that have given up. `now` in milliseconds, by a monotonic clock. */
  take(now: number): { readonly admitted: readonly Each[]; readonly gone: readonly Each[] } {
    let at = 0;
    for (const each of this.#waiting) {
      if (!each.isGone && !this.#bucket.take(now)) break;
      at += 1;
    }
    const taken = this.#waiting.splice(0, at);
    return { admitted: taken.filter(({ isGone }) => !isGone), gone: taken.filter(({ isGone }) => isGone) };
  }
}
