/** A message that waits for its ack. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: string;
  /** `Nats-Msg-Id`. No other message ever has it, of this feed or another. */
  readonly id: string;
}

/**
 * The messages that were handed to the stream and are not acked yet, in order. Pure bookkeeping: each may only be stored
 * right after its predecessor, which is what fences off every other publisher.
 */
export class Outbox {
  #base: number;
  #baseId: string;
  #messages: Outgoing[] = [];
  /** Messages at the front of `#messages` that are acked and not cut off yet: cutting in runs keeps it linear. */
  #done = 0;

  /** `base`: the stream's last sequence number; `baseId`: the id of the message there. */
  constructor(base: number, baseId: string) {
    this.#base = base;
    this.#baseId = baseId;
  }

  get size(): number {
    return this.#messages.length - this.#done;
  }

  /** The stream sequence number up to which everything is acked. */
  get acked(): number {
    return this.#base + this.#done;
  }

  /** Adds a message; answers with the id of the one that must be the stream's last when it is stored. */
  add(message: Outgoing): string {
    const after = this.#messages.at(-1)?.id ?? this.#baseId;
    this.#messages.push(message);
    return after;
  }

  /** Everything up to stream sequence number `seq` is stored. False when that lies beyond what was handed over. */
  ackUpTo(seq: number): boolean {
    if (seq > this.#base + this.#messages.length) return false;
    this.#done = Math.max(this.#done, seq - this.#base);
    if (this.#done > 1_024 && this.#done * 2 > this.#messages.length) this.#cut();
    return true;
  }

  /** The message that belongs at stream sequence number `seq`, if it is held. */
  at(seq: number): Outgoing | undefined {
    return this.#messages[seq - this.#base - 1];
  }

  /** What is not acked, each with the id of the message that must be the stream's last. */
  unacked(): { readonly message: Outgoing; readonly after: string }[] {
    this.#cut();
    return this.#messages.map((message, index) => ({ message, after: this.#messages[index - 1]?.id ?? this.#baseId }));
  }

  #cut(): void {
    this.#baseId = this.#messages[this.#done - 1]?.id ?? this.#baseId;
    this.#messages = this.#messages.slice(this.#done);
    this.#base += this.#done;
    this.#done = 0;
  }
}
