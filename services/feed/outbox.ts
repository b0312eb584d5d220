/** A message that waits for its ack. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: string;
}

/** What to send next. `after`: the number that must be the stream's last for it to be stored. */
export type Sending =
  /** A plain publish. */
  | { readonly kind: 'alone'; readonly after: number; readonly message: Outgoing }
  /** A message of a batch, the `place`-th of it, from 1. */
  | { readonly kind: 'part'; readonly after: number; readonly place: number; readonly message: Outgoing }
  /** The end of a batch: all its parts are to be stored now, or none. */
  | { readonly kind: 'commit'; readonly after: number; readonly place: number };

/** The server's own limit. */
const MAX_BATCH_MESSAGES = 1_000;
const MAX_BATCH_BYTES = 1_048_576;

/**
 * The messages that were handed over and are not acked yet, in order, and what leaves next. Pure.
 *
 * One thing at a time is under way to the stream, a message or a batch. What is added meanwhile leaves at once, too, as part of
 * the next batch, for core subscribers are not to wait; that batch is committed when what is under way is acked. So the stream
 * syncs once for all that became due meanwhile, and what a feed asks it to store never counts on anything that is not acked.
 */
export class Outbox {
  #base: number;
  #messages: Outgoing[] = [];
  /** Messages at the front of `#messages` that are acked and not cut off yet: cutting in runs keeps it linear. */
  #done = 0;
  #underWay: number;
  #sent: number;
  #openBytes = 0;

  /** `base`: the stream's last sequence number. */
  constructor(base: number) {
    this.#base = base;
    this.#underWay = base;
    this.#sent = base;
  }

  get size(): number {
    return this.#messages.length - this.#done;
  }

  /** The stream sequence number up to which everything is acked. */
  get acked(): number {
    return this.#base + this.#done;
  }

  /** The number at which the stream is once what is under way is stored. Equal to `acked` when nothing is. */
  get underWay(): number {
    return this.#underWay;
  }

  /** The stream sequence number up to which messages have left, those of the batch that is not committed yet too. */
  get sent(): number {
    return this.#sent;
  }

  /** The stream sequence number at which the newest message belongs. */
  get end(): number {
    return this.#base + this.#messages.length;
  }

  add(message: Outgoing): void {
    this.#messages.push(message);
  }

  /** What leaves now, if anything: ask until there is nothing more. */
  take(): Sending | null {
    const after = this.#underWay;
    const open = this.#sent - after;
    const isIdle = after === this.acked;
    const message = this.at(this.#sent + 1);
    if (message !== undefined && open < MAX_BATCH_MESSAGES && this.#openBytes < MAX_BATCH_BYTES) {
      this.#sent += 1;
      if (isIdle && open === 0 && this.#sent === this.end) {
        this.#underWay = this.#sent;
        return { kind: 'alone', after, message };
      }
      this.#openBytes += message.payload.length;
      return { kind: 'part', after, place: open + 1, message };
    }
    if (!isIdle || open === 0) return null;
    this.#underWay = this.#sent;
    this.#openBytes = 0;
    return { kind: 'commit', after, place: open + 1 };
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

  /** What is not acked is to leave again. */
  restart(): void {
    this.#underWay = this.acked;
    this.#sent = this.acked;
    this.#openBytes = 0;
  }

  /** The message that belongs at stream sequence number `seq`, if it is held. */
  at(seq: number): Outgoing | undefined {
    return this.#messages[seq - this.#base - 1];
  }
}
