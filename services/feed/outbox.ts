/** A message that waits for its ack. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: string;
  /** `Nats-Msg-Id`. Unique per stream and content. */
  readonly id: string;
}

/**
 * The messages that were handed to the stream and are not acked yet, in order. Pure bookkeeping: message `i` may only be
 * stored right after stream sequence number `base + i`, which is what fences off every other publisher.
 */
export class Outbox {
  #base: number;
  #messages: Outgoing[] = [];
  /** Messages at the front of `#messages` that are acked and not cut off yet: cutting in runs keeps it linear. */
  #done = 0;

  /** `base`: the stream's last sequence number. */
  constructor(base: number) {
    this.#base = base;
  }

  get size(): number {
    return this.#messages.length - this.#done;
  }

  /** The stream sequence number up to which everything is acked. */
  get acked(): number {
    return this.#base + this.#done;
  }

  /** Adds a message; answers with the sequence number that must be the stream's last when it is stored. */
  add(message: Outgoing): number {
    this.#messages.push(message);
    return this.#base + this.#messages.length - 1;
  }

  /** Everything up to stream sequence number `seq` is stored. False when that lies beyond what was handed over. */
  ackUpTo(seq: number): boolean {
    if (seq > this.#base + this.#messages.length) return false;
    this.#done = Math.max(this.#done, seq - this.#base);
    if (this.#done > 1_024 && this.#done * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#done);
      this.#base += this.#done;
      this.#done = 0;
    }
    return true;
  }

  /** The message that belongs at stream sequence number `seq`, if it is held. */
  at(seq: number): Outgoing | undefined {
    return this.#messages[seq - this.#base - 1];
  }

  /** What is not acked, each with the sequence number that must be the stream's last. */
  *unacked(): Generator<{ readonly message: Outgoing; readonly expectedLast: number }> {
    const from = this.acked;
    for (const [index, message] of this.#messages.slice(this.#done).entries()) {
      yield { message, expectedLast: from + index };
    }
  }
}
