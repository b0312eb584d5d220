import { checkBatch, WireError } from '@quotebridge/contracts/wire';
import type {
  Closing,
  GatewayError,
  GatewayStatus,
  QuoteBatch,
  SubscribeAck,
  SubscribeRequest,
} from '@quotebridge/contracts/wire';
import { Held } from './held.ts';
import { Link } from './link.ts';

/** `connecting` until the first snapshot, `connected` from a snapshot on, `reconnecting` from the loss of the connection. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting';

export interface QuoteHandlers {
  readonly onState: (state: ConnectionState) => void;
  /** The state of all subscribed symbols: first of all, and again after every change of the connection. Always whole. */
  readonly onSnapshot: (snapshot: readonly QuoteBatch[]) => void;
  readonly onQuotes: (batch: QuoteBatch) => void;
  /** `vouched` is false until this connection's snapshot: the prices held are not this gateway's yet. */
  readonly onStatus: (status: GatewayStatus, vouched: boolean) => void;
  readonly onRefused: (error: GatewayError | WireError | Closing) => void;
}

/** What a client subscribes to. Where to resume it knows by itself. */
export type Subscription = Pick<SubscribeRequest, 'symbols' | 'maxRate' | 'mode'>;

/**
 * One live subscription to a gateway that survives lost connections.
 *
 * After each it asks only for what has changed meanwhile. When its gateway asks it to go elsewhere, it goes on hearing that
 * one until another has given it a snapshot.
 */
export class QuoteClient implements Disposable {
  readonly #origin: string;
  readonly #subscription: Subscription;
  readonly #handlers: QuoteHandlers;
  readonly #held = new Held();
  #state: ConnectionState = 'connecting';
  #link: Link;
  /** Where this client is moving to. */
  #next: Link | null = null;

  constructor(origin: string, subscription: Subscription, handlers: QuoteHandlers) {
    this.#origin = origin;
    this.#subscription = subscription;
    this.#handlers = handlers;
    this.#link = this.#dial();
  }

  [Symbol.dispose](): void {
    this.#link[Symbol.dispose]();
    this.#next?.[Symbol.dispose]();
  }

  #dial(): Link {
    let asked: Held | null = null;
    let mayResume = true;
    const link: Link = new Link(this.#origin, {
      request: () => {
        asked = mayResume ? this.#held.copy() : null;
        const resume = asked?.points ?? [];
        return resume.length > 0 ? { ...this.#subscription, resume } : this.#subscription;
      },
      onAnswer: (answer) => {
        const snapshot = this.#read(answer, asked);
        mayResume = snapshot !== 'not resumable';
        if (snapshot === null || snapshot === 'not resumable' || !answer.ok) return false;
        this.#settleOn(link);
        this.#held.begin(snapshot);
        this.#handlers.onSnapshot(snapshot);
        this.#handlers.onStatus(answer.status, true);
        this.#enter('connected');
        return true;
      },
      onQuotes: (received) => {
        const batch = this.#checked(() => checkBatch(received));
        if (link !== this.#link || batch === null) return;
        this.#held.take(batch);
        this.#handlers.onQuotes(batch);
      },
      onStatus: (status) => {
        if (link === this.#link) this.#handlers.onStatus(status, link.isAnswered);
      },
      onLost: () => this.#onLost(link),
      onRelocate: () => {
        if (link === this.#link) this.#next ??= this.#dial();
      },
      onClosing: (word) => this.#handlers.onRefused(word),
    });
    return link;
  }

  /** The snapshot of an answer; `null` when there is none, or none that can be read. */
  #read(answer: SubscribeAck, asked: Held | null): readonly QuoteBatch[] | null | 'not resumable' {
    if (!answer.ok) {
      this.#handlers.onRefused(answer.error);
      return null;
    }
    const snapshot = this.#checked(() => answer.snapshot.map(checkBatch));
    if (snapshot === null || asked === null || answer.resumed === undefined) return snapshot;
    return asked.complete(snapshot, answer.resumed) ?? 'not resumable';
  }

  /** The connection that gave the newest snapshot is the one that counts. */
  #settleOn(link: Link): void {
    if (link !== this.#next) return;
    this.#link[Symbol.dispose]();
    this.#link = link;
    this.#next = null;
  }

  #onLost(link: Link): void {
    if (link !== this.#link) return;
    if (this.#state === 'connected') this.#enter('reconnecting');
    if (this.#next === null) return;
    link[Symbol.dispose]();
    this.#link = this.#next;
    this.#next = null;
  }

  #enter(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#handlers.onState(state);
  }

  #checked<T>(check: () => T): T | null {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#handlers.onRefused(error);
      return null;
    }
  }
}
