/** A message that waits for its ack. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: string;
  /** `Nats-Msg-Id`. No other message ever has it, of this feed or another. */
  readonly id: string;
}

/**
 * The messages that were handed to the stream and are not acked yet, in order. Pure bookkeeping: a message belongs at one
 * stream sequence number, and may only be stored when its predecessor's is the stream's last.
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

  /** The stream sequence number at which the newest message belongs. */
  get end(): number {
    return this.#base + this.#messages.length;
  }

  add(message: Outgoing): void {
    this.#messages.push(message);
  }

  /** Everything up to stream sequence number `seq` is stored. False when that lies beyond what was handed over. */
  ackUpTo(seq: number): boolean {
    if (seq > this.end) return false;
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
}
