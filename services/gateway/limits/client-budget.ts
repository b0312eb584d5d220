import { TokenBucket } from './token-bucket.ts';

export interface BudgetLimits {
  /** Requests a second in the long run. */
  readonly requestRate: number;
  /** Requests at once after a quiet time. */
  readonly requestBurst: number;
}

/** Messages of any kind that cost as much as one request: events, acks, pings, namespaces. */
export const MESSAGES_PER_REQUEST = 5;

/**
 * What one client may send. A message takes one token, a request as many as `MESSAGES_PER_REQUEST` messages. Requests leave half
 * of the bucket to messages: a client that asks too often is refused first, and only one that goes on, faster than all that it
 * may send, empties the bucket.
 */
export class ClientBudget {
  readonly #bucket: TokenBucket;
  readonly #reserve: number;

  constructor({ requestRate, requestBurst }: BudgetLimits) {
    this.#reserve = requestBurst * MESSAGES_PER_REQUEST;
    this.#bucket = new TokenBucket(requestRate * MESSAGES_PER_REQUEST, 2 * this.#reserve);
  }

  /** False when the client is to be closed. `now` in milliseconds, by a monotonic clock. */
  takeMessage(now: number): boolean {
    return this.#bucket.take(now);
  }

  /**
   * False when the request is to be refused; its message has been taken already. `weight` says how many requests it counts for:
   * more than the burst counts as much as that.
   */
  takeRequest(now: number, weight: number): boolean {
    const tokens = Math.min(weight * MESSAGES_PER_REQUEST, this.#reserve) - 1;
    return this.#bucket.take(now, tokens, this.#reserve);
  }
}
