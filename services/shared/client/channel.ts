import { checkBatch, WireError } from '@quotebridge/contracts/wire';
import type {
  Closing,
  GatewayError,
  GatewayStatus,
  GatewayTrace,
  QuoteBatch,
  Relocate,
  SubscribeAck,
} from '@quotebridge/contracts/wire';
import { GatewayConnection } from './gateway-connection.ts';
import type { HeldQuotes } from './held-quotes.ts';
import { changeBetween, without } from './subscription.ts';
import type { Subscription } from './subscription.ts';

/** What a client's channels have in common. */
export interface ChannelState {
  readonly origin: string;
  readonly held: HeldQuotes;
  /** Symbols that a gateway has refused: one of them must not cost the others. */
  readonly unknown: Set<string>;
  wanted: Subscription;
}

/** Called with validated messages. */
export interface ChannelHandlers {
  /** The whole snapshot of the subscription. */
  readonly onSnapshot: (snapshot: readonly QuoteBatch[], status: GatewayStatus) => void;
  /** The snapshot of symbols that were added to the subscription. */
  readonly onAdded: (snapshot: readonly QuoteBatch[]) => void;
  readonly onRemoved: (symbols: readonly string[]) => void;
  readonly onQuotes: (batch: QuoteBatch) => void;
  readonly onStatus: (status: GatewayStatus) => void;
  readonly onTraced: (trace: GatewayTrace) => void;
  readonly onRefused: (error: GatewayError | WireError) => void;
  readonly onRelocate: (request: Relocate) => void;
  readonly onClosing: (closing: Closing) => void;
  readonly onLost: () => void;
  readonly onBytes: (count: number) => void;
}

/** One connection to a gateway and the subscription that was requested on it. */
export class Channel implements Disposable {
  readonly #state: ChannelState;
  readonly #handlers: ChannelHandlers;
  readonly #connection: GatewayConnection;
  #requested: Subscription;
  /** What the last request asked to resume from; `null` when it asked for everything. */
  #resumedFrom: HeldQuotes | null = null;
  #mayResume = true;

  constructor(state: ChannelState, handlers: ChannelHandlers) {
    this.#state = state;
    this.#handlers = handlers;
    this.#requested = state.wanted;
    this.#connection = new GatewayConnection(state.origin, {
      ...handlers,
      nextRequest: () => this.#nextRequest(),
      onAnswer: (answer) => this.#onAnswer(answer),
      onQuotes: (received) => {
        const batch = this.#validated(() => checkBatch(received));
        if (batch !== null) handlers.onQuotes(batch);
      },
      onLost: () => {
        // The next gateway may know more symbols, and so may this one by now.
        state.unknown.clear();
        handlers.onLost();
      },
    });
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  get isSubscribed(): boolean {
    return this.#connection.isSubscribed;
  }

  trace(symbol: string): void {
    if (this.isSubscribed) this.#connection.trace(symbol);
  }

  /** Requests what has changed since the last request. Does nothing before the first answer: its request is made anew anyway. */
  adjust(): void {
    if (!this.isSubscribed) return;
    const wanted = this.#wanted();
    const change = changeBetween(this.#requested, wanted);
    if (change.kind === 'all') this.#requestAll(wanted, change.unsubscribeFirst);
    if (change.kind !== 'symbols') return;
    this.#requested = wanted;
    const { added, removed } = change;
    if (removed.length > 0) this.#connection.unsubscribe(removed, () => this.#handlers.onRemoved(removed));
    if (added.length > 0)
      this.#connection.subscribe({ ...wanted, symbols: added }, (answer) => this.#onAddedAnswer(answer));
  }

  #wanted(): Subscription {
    return without(this.#state.wanted, this.#state.unknown);
  }

  #nextRequest() {
    this.#requested = this.#wanted();
    if (this.#requested.symbols.length === 0) return null;
    this.#resumedFrom = this.#mayResume ? this.#state.held.copy(this.#requested.symbols) : null;
    const resume = this.#resumedFrom?.resumePoints ?? [];
    return resume.length > 0 ? { ...this.#requested, resume } : this.#requested;
  }

  #requestAll(wanted: Subscription, unsubscribeFirst: boolean): void {
    if (unsubscribeFirst && this.#requested.symbols.length > 0) this.#connection.unsubscribe('*', () => undefined);
    if (wanted.symbols.length > 0) this.#connection.request();
    else this.#requested = wanted;
  }

  #onAnswer(answer: SubscribeAck): boolean {
    const snapshot = this.#readSnapshot(answer, this.#resumedFrom);
    this.#mayResume = snapshot !== 'not resumable';
    if (snapshot === null || snapshot === 'not resumable' || !answer.ok) return false;
    this.#handlers.onSnapshot(snapshot, answer.status);
    return true;
  }

  #onAddedAnswer(answer: SubscribeAck): void {
    const snapshot = this.#readSnapshot(answer, null);
    if (snapshot !== null && snapshot !== 'not resumable') this.#handlers.onAdded(snapshot);
    // Requests everything again, without the unknown symbols.
    else if (this.isSubscribed) this.#connection.request();
  }

  /** The whole snapshot of an answer; `null` when it has none that is valid. */
  #readSnapshot(answer: SubscribeAck, resumedFrom: HeldQuotes | null): readonly QuoteBatch[] | null | 'not resumable' {
    if (!answer.ok) {
      if (answer.error.code === 'unknown_symbol') {
        for (const symbol of answer.error.symbols ?? []) this.#state.unknown.add(symbol);
      }
      this.#handlers.onRefused(answer.error);
      return null;
    }
    const snapshot = this.#validated(() => answer.snapshot.map(checkBatch));
    if (snapshot === null || resumedFrom === null || answer.resumed === undefined) return snapshot;
    return resumedFrom.complete(snapshot, answer.resumed) ?? 'not resumable';
  }

  #validated<T>(check: () => T): T | null {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#handlers.onRefused(error);
      return null;
    }
  }
}
