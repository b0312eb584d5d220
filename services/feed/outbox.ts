/** A message that waits for its ack. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: string;
}

/** What to send next. `after`: the last sequence number that the stream must have for it to be stored. */
export type Sending =
  /** A plain publish. */
  | { readonly kind: 'alone'; readonly after: number; readonly message: Outgoing }
  /** A message of a batch, at position `place`, from 1. */
  | { readonly kind: 'part'; readonly after: number; readonly place: number; readonly message: Outgoing }
  /** Commits a batch: all its parts are stored now, or none. */
  | { readonly kind: 'commit'; readonly after: number; readonly place: number };

/** The server's own limit. */
const MAX_BATCH_MESSAGES = 1_000;
const MAX_BATCH_BYTES = 1_048_576;

/**
 * The messages without an ack, in order, and what to send next. Pure.
 *
 * One message or one batch is in flight to the stream at a time. Messages added meanwhile are sent at once as parts of the next
 * batch, so that core subscribers do not wait; the batch is committed when the one in flight is acked. So the stream syncs once
 * for everything that became due meanwhile, and a commit never depends on anything that is not acked.
 */
export class Outbox {
  #base: number;
  #messages: Outgoing[] = [];
  /** Acked messages at the front of `#messages` that are not removed yet: removing them in runs keeps it linear. */
  #done = 0;
  #underWay: number;
  #sent: number;
  #openBytes = 0;
  /** The next message is sent alone, though others wait. */
  #mustProbe = false;

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

  /** The last sequence number of the stream once what is in flight is stored. Equal to `acked` when nothing is. */
  get underWay(): number {
    return this.#underWay;
  }

  /** The stream sequence number up to which messages were sent, including the batch that is not committed yet. */
  get sent(): number {
    return this.#sent;
  }

  /** The stream sequence number of the newest message. */
  get end(): number {
    return this.#base + this.#messages.length;
  }

  add(message: Outgoing): void {
    this.#messages.push(message);
  }

  /** The next message to send, `null` for none: call until it is `null`. */
  take(): Sending | null {
    const after = this.#underWay;
    const open = this.#sent - after;
    const isIdle = after === this.acked;
    const message = this.at(this.#sent + 1);
    if (message !== undefined && open < MAX_BATCH_MESSAGES && this.#openBytes < MAX_BATCH_BYTES) {
      this.#sent += 1;
      if (isIdle && open === 0 && (this.#sent === this.end || this.#mustProbe)) {
        this.#mustProbe = false;
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

  /** Everything up to stream sequence number `seq` is stored. False when nothing with that number was added. */
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

  /**
   * Sends everything without an ack again, the first message alone. On a full disk the server (2.15.3) cannot stage a batch and reports only that it is incomplete;
   * a plain publish fails with the reason, which its health reports from then on.
   */
  restart(): void {
    this.#underWay = this.acked;
    this.#sent = this.acked;
    this.#openBytes = 0;
    this.#mustProbe = true;
  }

  /** The message with the stream sequence number `seq`, if it is still held. */
  at(seq: number): Outgoing | undefined {
    return this.#messages[seq - this.#base - 1];
  }
}
