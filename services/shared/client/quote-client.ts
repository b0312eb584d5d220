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
import { Move } from './move.ts';

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
 * one until another has given it a snapshot and has come as far.
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
  /** From the snapshot of `#next` on, until that has come as far as this client. */
  #move: Move | null = null;

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
        if (link === this.#next) {
          this.#move = new Move(snapshot, answer.status, this.#held);
          this.#moveIfDone();
        } else {
          this.#begin(snapshot, answer.status);
        }
        return true;
      },
      onQuotes: (received) => {
        const batch = this.#checked(() => checkBatch(received));
        if (batch === null) return;
        if (link === this.#link) {
          this.#tell(this.#move?.stillTold(batch) ?? batch);
        } else if (link === this.#next) {
          this.#move?.take(batch, this.#held);
          this.#moveIfDone();
        }
      },
      onStatus: (status) => {
        if (link === this.#link) this.#handlers.onStatus(status, link.isAnswered);
        else if (this.#move !== null) this.#move.status = status;
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

  #tell(batch: QuoteBatch): void {
    if (batch.quotes.length === 0) return;
    this.#held.take(batch);
    this.#handlers.onQuotes(batch);
  }

  #begin(snapshot: readonly QuoteBatch[], status: GatewayStatus): void {
    this.#held.begin(snapshot);
    this.#handlers.onSnapshot(snapshot);
    this.#handlers.onStatus(status, true);
    this.#enter('connected');
  }

  #moveIfDone(): void {
    const move = this.#move;
    if (move?.isDone !== true) return;
    this.#settleOnNext();
    this.#begin(move.snapshot, move.status);
  }

  /** Lets the old connection go. */
  #settleOnNext(): void {
    if (this.#next === null) return;
    this.#link[Symbol.dispose]();
    this.#link = this.#next;
    this.#next = null;
    this.#move = null;
  }

  #onLost(link: Link): void {
    // It dials again by itself, and asks anew.
    if (link === this.#next) this.#move = null;
    if (link !== this.#link) return;
    const move = this.#move;
    this.#settleOnNext();
    // The one that it was moving to has all there is to have.
    if (move !== null) this.#begin(move.snapshot, move.status);
    else if (this.#state === 'connected') this.#enter('reconnecting');
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
