import { TokenBucket } from './token-bucket.ts';

export interface TurnstileOptions {
  readonly perSecond: number;
  /** How many may wait for their turn. */
  readonly maxWaiting: number;
}

/** How much may be made up for at once when a turn comes late, in seconds: those of one turn hold up everybody else. */
const CATCH_UP = 0.05;

interface Waiting {
  /** It does not want in any more. */
  readonly isGone: boolean;
}

/**
 * Lets visitors in one after the other, so many a second: who comes in a crowd waits, and the work that each brings is
 * spread over time. `now` in milliseconds, by a monotonic clock.
 */
export class Turnstile<Visitor extends Waiting> {
  readonly #bucket: TokenBucket;
  readonly #maxWaiting: number;
  readonly #waiting: Visitor[] = [];
  /** How far apart turns are, in milliseconds. */
  readonly everyMs: number;

  constructor({ perSecond, maxWaiting }: TurnstileOptions) {
    this.#bucket = new TokenBucket(perSecond, Math.max(1, perSecond * CATCH_UP));
    this.#maxWaiting = maxWaiting;
    this.everyMs = Math.max(1, 1_000 / perSecond);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** False when too many wait already. */
  arrive(visitor: Visitor): boolean {
    if (this.#waiting.length >= this.#maxWaiting) return false;
    this.#waiting.push(visitor);
    return true;
  }

  /** Those whose turn it is. Who is gone takes nobody's. */
  turn(now: number): Visitor[] {
    const letIn: Visitor[] = [];
    let looked = 0;
    for (const visitor of this.#waiting) {
      if (!visitor.isGone) {
        if (!this.#bucket.take(now)) break;
        letIn.push(visitor);
      }
      looked += 1;
    }
    this.#waiting.splice(0, looked);
    return letIn;
  }
}
