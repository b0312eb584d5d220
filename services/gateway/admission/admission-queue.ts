import { TokenBucket } from '../limits/token-bucket.ts';

export interface TurnstileOptions {
  readonly perSecond: number;
  /** How many may wait for their turn. */
  readonly maxWaiting: number;
}

/** How much may be made up for at once when a turn comes late, in seconds: those of one turn hold up everybody else. */
const CATCH_UP = 0.05;

/**
 * Lets visitors in one after the other, so many a second: who comes in a crowd waits, and the work that each brings is
 * spread over time. `now` in milliseconds, by a monotonic clock.
 */
export class Turnstile<Visitor> {
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

  /** Whether as many wait as may. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#maxWaiting;
  }

  arrive(visitor: Visitor): void {
    this.#waiting.push(visitor);
  }

  /** Those whose turn it is. */
  turn(now: number): Visitor[] {
    let letIn = 0;
    while (letIn < this.#waiting.length && this.#bucket.take(now)) letIn += 1;
    return this.#waiting.splice(0, letIn);
  }

  /** Somebody whose turn it was did not want in any more: the turn is the next one's. */
  giveBack(): void {
    this.#bucket.giveBack();
  }
}
