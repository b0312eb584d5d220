import { TokenBucket } from './token-bucket.ts';

export interface BudgetLimits {
  /** Requests a second in the long run. */
  readonly requestRate: number;
  /** Requests at once after a quiet time. */
  readonly requestBurst: number;
}

/** The number of messages of any other kind (events, acks, pings, namespaces) that cost as much as one request. */
export const MESSAGES_PER_REQUEST = 5;

/**
 * Limits what one client may send. A message takes one token, a request as many as `MESSAGES_PER_REQUEST` messages. Requests
 * leave half of the bucket to messages: a client with too many requests is refused first, and only a client that goes on,
 * faster than its limit for messages, empties the bucket.
 */
export class ClientBudget {
  readonly #bucket: TokenBucket;
  readonly #reserve: number;

  constructor({ requestRate, requestBurst }: BudgetLimits) {
    this.#reserve = requestBurst * MESSAGES_PER_REQUEST;
    this.#bucket = new TokenBucket(requestRate * MESSAGES_PER_REQUEST, 2 * this.#reserve);
  }

  /** False when the client must be closed. `now` in milliseconds, by a monotonic clock. */
  takeMessage(now: number): boolean {
    return this.#bucket.take(now);
  }

  /**
   * False when the request must be refused; `takeMessage` has counted its message already. `weight` is the number of requests
   * that it counts as, at most the burst.
   */
  takeRequest(now: number, weight: number): boolean {
    const tokens = Math.min(weight * MESSAGES_PER_REQUEST, this.#reserve) - 1;
    return this.#bucket.take(now, tokens, this.#reserve);
  }
}
