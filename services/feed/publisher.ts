import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { createInbox, headers, nuid } from '@nats-io/transport-node';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { CLAIM_SUBJECT } from '@quotebridge/contracts/wire';
import { pause } from '@quotebridge/service-kit';
import type { Logger } from '@quotebridge/service-kit';
import { Outbox } from './outbox.ts';
import type { Outgoing, Sending } from './outbox.ts';

/** Without any ack for so long while some are awaited, core subscribers hear new messages ahead of the stream. In ms. */
const STALLED_MS = 250;
/** Without any ack for so long, the feed asks the stream what it holds. In milliseconds. */
const ACK_WITHIN_MS = 2_000;
const REQUEST_TIMEOUT_MS = 1_500;
const LOOK_EVERY_MS = 100;
/** A batch that was not committed stays with the server for 10 s, and it takes 50 of them: no more often is sending tried again. */
const TRY_AGAIN_MS = 500;
/** No stream is called that, so each refuses what is published under this condition; core subscribers hear it. */
const NO_STREAM = 'none';

/** Another feed's messages are in the stream where this one's belong. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export interface PublisherOptions {
  readonly nc: NatsConnection;
  /** Where the user may hear acks. */
  readonly inboxPrefix: string;
  readonly stream: string;
  /** The stream's last sequence number: that of this feed's claim. */
  readonly lastSeq: number;
  /** How many messages may wait for their acks. */
  readonly maxPending: number;
  readonly log: Logger;
  /** Called when this feed may publish no more: `FencedError`, or what made the connection unusable. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Publishes in order, in groups: while one is under way to the stream, what becomes due joins the next (see `Outbox`). Each
 * group is stored whole or not at all, on the condition that the stream's last message is the one before it, so nothing is ever
 * out of order, and of two feeds only one can go on.
 *
 * When an ack is missing or is a refusal, it asks the stream how far it came and sends the rest again. Meanwhile it goes on
 * publishing to core subscribers, who hear new quotes while the stream elects a leader.
 */
export class Publisher implements AsyncDisposable {
  readonly #options: PublisherOptions;
  readonly #outbox: Outbox;
  readonly #inbox: string;
  /** Begins the name of each batch. */
  readonly #name = nuid.next().slice(-8);
  readonly #acks: Subscription;
  readonly #stopping = new AbortController();
  readonly #watching: Promise<void>;
  #jsm: JetStreamManager | null = null;
  #room: PromiseWithResolvers<void> | null = null;
  /** Acks of an earlier round of sending no longer count. */
  #round = 0;
  /** The stream sequence number up to which core subscribers have heard. */
  #heard: number;
  #lastProgress = performance.now();
  #troubled = false;
  resent = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.lastSeq);
    this.#heard = options.lastSeq;
    this.#inbox = createInbox(options.inboxPrefix);
    this.#acks = options.nc.subscribe(`${this.#inbox}.*`, { callback: (error, message) => this.#hear(error, message) });
    this.#watching = this.#watch();
  }

  get pending(): number {
    return this.#outbox.size;
  }

  get acked(): number {
    return this.#outbox.acked;
  }

  /** Hands a message over. It is this feed's duty from now on; wait for `room` before the next. */
  publish(message: Outgoing): void {
    if (this.#outbox.size === 0) this.#lastProgress = performance.now();
    this.#outbox.add(message);
    this.#fill();
    if (this.#isStalled) this.#tellCore();
  }

  /** Resolves when fewer than `maxPending` messages wait; `null` when that is so now. */
  room(): Promise<void> | null {
    if (this.#outbox.size < this.#options.maxPending) return null;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** True when everything handed over was acked within `ms`. */
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
    return this.#troubled || (this.#outbox.size > 0 && performance.now() - this.#lastProgress > STALLED_MS);
  }

  #fill(): void {
    if (this.#troubled) return;
    for (let next = this.#outbox.take(); next !== null; next = this.#outbox.take()) this.#send(next);
    this.#heard = Math.max(this.#heard, this.#outbox.sent);
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
    // Nothing is stored of this one; the subject is one of the stream's that no reader subscribes to.
    conditions.set('Nats-Batch-Commit', 'eob');
    nc.publish(CLAIM_SUBJECT, '', { headers: conditions, reply });
  }

  #tellCore(): void {
    for (let seq = this.#heard + 1; seq <= this.#outbox.end; seq += 1) {
      const message = this.#outbox.at(seq);
      if (message === undefined) throw new Error(`message ${seq} is neither acked nor held`);
      const conditions = headers();
      conditions.set('Nats-Expected-Stream', NO_STREAM);
      this.#options.nc.publish(message.subject, message.payload, { headers: conditions });
    }
    this.#heard = this.#outbox.end;
  }

  #hear(error: Error | null, message: Msg): void {
    if (error !== null) return this.#options.onFatal(error);
    if (!message.subject.endsWith(`.${this.#round}`)) return;
    if (storedSeq(message) !== this.#outbox.underWay) {
      // Nobody to store it, or not all of it came, or another's message came before: `#watch` finds out what the stream holds.
      this.#troubled = true;
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
    if (this.#room !== null && this.#outbox.size < this.#options.maxPending) {
      this.#room.resolve();
      this.#room = null;
    }
  }

  /** Looks for missing acks, and mends. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(LOOK_EVERY_MS, signal);
      const overdue = this.#outbox.size > 0 && performance.now() - this.#lastProgress > ACK_WITHIN_MS;
      if (signal.aborted || !(this.#troubled || overdue)) continue;
      try {
        await this.#sendAgain();
        await pause(TRY_AGAIN_MS, signal);
      } catch (error) {
        if (error instanceof FencedError) {
          this.#options.onFatal(error);
          return;
        }
        this.#options.log.debug({ err: error }, 'the stream does not answer yet');
      }
    }
  }

  async #sendAgain(): Promise<void> {
    const { nc, stream, log } = this.#options;
    this.#jsm ??= await jetstreamManager(nc, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
    // Acks may come while the stream is asked.
    const { acked } = this.#outbox;
    const { state } = await this.#jsm.streams.info(stream);
    if (state.last_seq < acked) {
      throw new FencedError(`the stream is at ${state.last_seq}, before ${acked} that it had acked`);
    }
    if (state.last_seq > this.#outbox.acked) {
      const ours = this.#outbox.at(state.last_seq);
      const stored = await this.#jsm.streams.getMessage(stream, { seq: state.last_seq });
      // No two messages of one place are alike: a later feed's has another epoch.
      if (ours === undefined || stored?.subject !== ours.subject || stored.string() !== ours.payload) {
        throw new FencedError(`another feed published at ${state.last_seq}`);
      }
      this.#progress(state.last_seq);
    }
    const again = this.#outbox.sent - this.#outbox.acked;
    this.#round += 1;
    this.#outbox.restart();
    this.#troubled = false;
    this.#lastProgress = performance.now();
    this.#fill();
    this.resent += again;
    if (again > 0) log.warn({ count: again, from: this.#outbox.acked + 1 }, 'sent again what was not acked');
  }
}

/** The stream sequence number in an ack; `null` for a refusal. */
function storedSeq(message: Msg): number | null {
  if (message.data.length === 0) return null;
  const answer: { seq?: number; error?: unknown } = message.json();
  return answer.error === undefined && typeof answer.seq === 'number' ? answer.seq : null;
}
