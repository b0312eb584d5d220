import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { createInbox, headers, nuid } from '@nats-io/transport-node';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { CLAIM_SUBJECT } from '@quotebridge/contracts/wire';
import { pause } from '@quotebridge/service-kit';
import type { Logger } from '@quotebridge/service-kit';
import { Outbox } from './outbox.ts';
import type { Outgoing, Sending } from './outbox.ts';

/** After this time without an expected ack, new messages go to core subscribers ahead of the stream. In milliseconds. */
const STALLED_MS = 250;
/** After this time without an expected ack, the feed asks the stream for its state. In milliseconds. */
const ACK_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 1_500;
const CHECK_EVERY_MS = 100;
/** Minimum time between two attempts, in milliseconds: the server keeps an uncommitted batch for 10 s, and at most 50 of them. */
const RESEND_EVERY_MS = 500;
/** No stream has this name, so a message that expects it is never stored; core subscribers still receive it. */
const NO_STREAM = 'none';

/** Another feed has published to the stream since this one claimed it. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export interface PublisherOptions {
  readonly nc: NatsConnection;
  /** The inbox prefix on which the user may receive acks. */
  readonly inboxPrefix: string;
  readonly stream: string;
  /** The stream's last sequence number: that of this feed's claim. */
  readonly lastSeq: number;
  /** How many messages may wait for their acks. */
  readonly maxPending: number;
  readonly log: Logger;
  /** Called when this feed must stop publishing: `FencedError`, or the error that made the connection unusable. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Publishes in order, in batches: messages that become due while one batch is in flight join the next (see `Outbox`). A batch is
 * stored as a whole or not at all, and only if the stream's last message is the one before it. So nothing is ever stored out of
 * order, and of two feeds only one can continue.
 *
 * When an ack is missing or is an error, it asks the stream for its last sequence number and resends the rest. Meanwhile it
 * publishes to core subscribers, so that they receive new quotes while the stream elects a leader.
 */
export class Publisher implements AsyncDisposable {
  readonly #options: PublisherOptions;
  readonly #outbox: Outbox;
  readonly #inbox: string;
  /** Prefix of the batch ids. */
  readonly #name = nuid.next().slice(-8);
  readonly #acks: Subscription;
  readonly #stopping = new AbortController();
  readonly #watching: Promise<void>;
  #jsm: JetStreamManager | null = null;
  #room: PromiseWithResolvers<void> | null = null;
  /** Counts resends. Acks of an earlier round are ignored. */
  #round = 0;
  /** The stream sequence number up to which messages were published to core subscribers. */
  #sentToCore: number;
  #lastProgress = performance.now();
  /** What the stream last answered in place of an ack. */
  #refusal: string | null = null;
  #hasWarned = false;
  #mustResend = false;
  resent = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.lastSeq);
    this.#sentToCore = options.lastSeq;
    this.#inbox = createInbox(options.inboxPrefix);
    this.#acks = options.nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => this.#onAck(error, message),
    });
    this.#watching = this.#watch();
  }

  get pending(): number {
    return this.#outbox.size;
  }

  get acked(): number {
    return this.#outbox.acked;
  }

  /** Queues a message, which is then resent until it is stored; wait for `room` before the next. */
  publish(message: Outgoing): void {
    if (this.#outbox.size === 0) this.#lastProgress = performance.now();
    this.#outbox.add(message);
    this.#fill();
    if (this.#isStalled) this.#publishToCore();
  }

  /** Resolves when fewer than `maxPending` messages wait; `null` if that is already the case. */
  room(): Promise<void> | null {
    if (this.#outbox.size < this.#options.maxPending) return null;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** True when every queued message was acked within `ms`. */
  async drained(ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    while (this.#outbox.size > 0 && performance.now() < deadline && !this.#stopping.signal.aborted) {
      await pause(10, this.#stopping.signal);
    }
    return this.#outbox.size === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.#acks.unsubscribe();
    await this.#watching;
  }

  get #isStalled(): boolean {
    return this.#mustResend || (this.#outbox.size > 0 && performance.now() - this.#lastProgress > STALLED_MS);
  }

  #fill(): void {
    if (this.#mustResend) return;
    for (let next = this.#outbox.take(); next !== null; next = this.#outbox.take()) this.#send(next);
    this.#sentToCore = Math.max(this.#sentToCore, this.#outbox.sent);
  }

  #send(sending: Sending): void {
    const { nc } = this.#options;
    const { kind, after } = sending;
    const conditions = headers();
    if (kind !== 'alone') {
      conditions.set('Nats-Batch-Id', `${this.#name}.${this.#round}.${after}`);
      conditions.set('Nats-Batch-Sequence', String(sending.place));
    }
    if (kind === 'alone' || sending.place === 1) conditions.set('Nats-Expected-Last-Sequence', String(after));
    if (kind === 'part') {
      nc.publish(sending.message.subject, sending.message.payload, { headers: conditions });
      return;
    }
    const reply = `${this.#inbox}.${this.#round}`;
    if (kind === 'alone') {
      nc.publish(sending.message.subject, sending.message.payload, { headers: conditions, reply });
      return;
    }
    // The commit itself is not stored. Its subject belongs to the stream, and no reader subscribes to it.
    conditions.set('Nats-Batch-Commit', 'eob');
    nc.publish(CLAIM_SUBJECT, '', { headers: conditions, reply });
  }

  #publishToCore(): void {
    for (let seq = this.#sentToCore + 1; seq <= this.#outbox.end; seq += 1) {
      const message = this.#outbox.at(seq);
      if (message === undefined) throw new Error(`message ${seq} is neither acked nor held`);
      const conditions = headers();
      conditions.set('Nats-Expected-Stream', NO_STREAM);
      this.#options.nc.publish(message.subject, message.payload, { headers: conditions });
    }
    this.#sentToCore = this.#outbox.end;
  }

  #onAck(error: Error | null, message: Msg): void {
    if (error !== null) return this.#options.onFatal(error);
    if (!message.subject.endsWith(`.${this.#round}`)) return;
    const ack = readAck(message);
    if (ack.seq !== this.#outbox.underWay) {
      this.#refusal = ack.refusal ?? this.#refusal;
      // No leader, an incomplete batch, or a message of another feed in between: `#watch` asks the stream for its state.
      this.#mustResend = true;
      return;
    }
    this.#progress(this.#outbox.underWay);
    this.#fill();
  }

  #progress(seq: number): void {
    if (seq <= this.#outbox.acked) return;
    if (!this.#outbox.ackUpTo(seq)) {
      this.#options.onFatal(new FencedError(`the stream is at ${seq}, beyond what this feed published`));
      return;
    }
    this.#lastProgress = performance.now();
    this.#refusal = null;
    this.#hasWarned = false;
    if (this.#room !== null && this.#outbox.size < this.#options.maxPending) {
      this.#room.resolve();
      this.#room = null;
    }
  }

  /** Resends when acks are missing. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(CHECK_EVERY_MS, signal);
      const overdue = this.#outbox.size > 0 && performance.now() - this.#lastProgress > ACK_TIMEOUT_MS;
      if (signal.aborted || !(this.#mustResend || overdue)) continue;
      try {
        await this.#resend();
        await pause(RESEND_EVERY_MS, signal);
      } catch (error) {
        if (error instanceof FencedError) {
          this.#options.onFatal(error);
          return;
        }
        this.#options.log.debug({ err: error }, 'the stream does not respond yet');
      }
    }
  }

  async #resend(): Promise<void> {
    const { nc, stream, log } = this.#options;
    this.#jsm ??= await jetstreamManager(nc, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
    // Acks may arrive during the request.
    const { acked } = this.#outbox;
    const { state } = await this.#jsm.streams.info(stream);
    if (state.last_seq < acked) {
      throw new FencedError(`the stream is at ${state.last_seq}, below the acked ${acked}`);
    }
    if (state.last_seq > this.#outbox.acked) {
      const ours = this.#outbox.at(state.last_seq);
      const stored = await this.#jsm.streams.getMessage(stream, { seq: state.last_seq });
      // Two feeds never store equal messages at one sequence number: their epochs differ.
      if (ours === undefined || stored?.subject !== ours.subject || stored.string() !== ours.payload) {
        throw new FencedError(`another feed published at ${state.last_seq}`);
      }
      this.#progress(state.last_seq);
    }
    const again = this.#outbox.sent - this.#outbox.acked;
    this.#round += 1;
    this.#outbox.restart();
    this.#mustResend = false;
    this.#lastProgress = performance.now();
    this.#fill();
    this.resent += again;
    if (again === 0) return;
    // Once until an ack arrives: a disk may stay full for hours.
    log[this.#hasWarned ? 'debug' : 'warn'](
      { count: again, from: this.#outbox.acked + 1, refusal: this.#refusal },
      'resent messages without an ack',
    );
    this.#hasWarned = true;
  }
}

/** The stream sequence number in an ack, or the reason in a refusal; neither when no stream captured the message. */
function readAck(message: Msg): { readonly seq: number | null; readonly refusal: string | null } {
  if (message.data.length === 0) return { seq: null, refusal: null };
  const { seq, error }: { seq?: number; error?: { description?: string } } = message.json();
  return error === undefined
    ? { seq: seq ?? null, refusal: null }
    : { seq: null, refusal: error.description ?? 'unknown' };
}
