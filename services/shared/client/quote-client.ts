import { checkBatch, WireError } from '@quotebridge/contracts/wire';
import type {
  Closing,
  GatewayError,
  GatewayStatus,
  GatewayTrace,
  QuoteBatch,
  SubscribeAck,
} from '@quotebridge/contracts/wire';
import { Held } from './held.ts';
import { Link } from './link.ts';
import { Move } from './move.ts';
import { changeBetween, without } from './subscription.ts';
import type { Subscription } from './subscription.ts';

/** `connecting` until the first snapshot, `connected` from a snapshot on, `reconnecting` from the loss of the connection. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting';

export interface QuoteHandlers {
  readonly onState: (state: ConnectionState) => void;
  /**
   * The state of all subscribed symbols: first of all, and again after every change of the connection. Always whole. `outstanding` says of which symbols so many quotes were
   * missing already, as the gateway was heard for a while before this client came to it: they may still come (`QuoteAccount.begin` takes it).
   */
  readonly onSnapshot: (snapshot: readonly QuoteBatch[], outstanding: ReadonlyMap<string, number>) => void;
  /** The state of symbols that were subscribed beside others: their quotes follow on from it. */
  readonly onJoined?: (snapshot: readonly QuoteBatch[]) => void;
  /** Symbols that were unsubscribed: nothing follows of them. */
  readonly onDropped?: (symbols: readonly string[]) => void;
  readonly onQuotes: (batch: QuoteBatch) => void;
  /** `vouched` is false until this connection's snapshot: the prices held are not this gateway's yet. */
  readonly onStatus: (status: GatewayStatus, vouched: boolean) => void;
  /** The gateway asked this client to go elsewhere, and the other gateway has not answered yet; or it has. */
  readonly onMoving?: (moving: boolean) => void;
  /** The times of a quote that `trace` asked for. */
  readonly onTraced?: (trace: GatewayTrace) => void;
  readonly onRefused?: (error: GatewayError | WireError) => void;
  /** The gateway is about to end the connection, and says why. */
  readonly onClosing?: (word: Closing) => void;
}

/** A connection and what was asked for on it. */
interface Leg {
  readonly link: Link;
  asked: Subscription;
  /** What the request said to hold; `null` when it did not. */
  claimed: Held | null;
  mayResume: boolean;
}

/**
 * One live subscription to a gateway that survives lost connections.
 *
 * After each it asks only for what has changed meanwhile. When its gateway asks it to go elsewhere, it goes on hearing that
 * one until another has given it a snapshot, vouches for prices that were fresh, and has come as far.
 */
export class QuoteClient implements Disposable {
  readonly #origin: string;
  readonly #handlers: QuoteHandlers;
  readonly #held = new Held();
  /** Symbols that the gateway has refused: one of them must not cost the others. */
  readonly #unknown = new Set<string>();
  #wanted: Subscription;
  #state: ConnectionState = 'connecting';
  #leg: Leg;
  /** Where this client is moving to. */
  #next: Leg | null = null;
  /** From the snapshot of `#next` on, until that has come as far as this client. */
  #move: Move | null = null;
  /** Whether prices are fresh by the newest word of the gateway that is told of. */
  #isFresh = false;
  #bytes = 0;

  constructor(origin: string, subscription: Subscription, handlers: QuoteHandlers) {
    this.#origin = origin;
    this.#wanted = subscription;
    this.#handlers = handlers;
    this.#leg = this.#dial();
  }

  [Symbol.dispose](): void {
    this.#leg.link[Symbol.dispose]();
    this.#next?.link[Symbol.dispose]();
  }

  /** What has come over the wire so far, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Changes what is subscribed to. No symbols at all is allowed. */
  want(subscription: Subscription): void {
    this.#wanted = subscription;
    this.#adjust(this.#leg);
  }

  /** Asks for the times of a symbol's next quote in the gateway: `onTraced` is told, unless the connection changes meanwhile. */
  trace(symbol: string): void {
    if (this.#leg.link.isAnswered) this.#leg.link.trace(symbol);
  }

  #dial(): Leg {
    const link: Link = new Link(this.#origin, {
      request: () => this.#request(leg),
      onAnswer: (answer) => this.#onAnswer(leg, answer),
      onQuotes: (received) => {
        const batch = this.#checked(() => checkBatch(received));
        if (batch === null) return;
        if (leg === this.#leg) {
          this.#tell(this.#move?.stillTold(batch) ?? batch);
        } else if (leg === this.#next) {
          this.#move?.take(batch);
          this.#moveIfDone();
        }
      },
      onStatus: (status) => {
        if (leg === this.#leg) this.#onStatus(status, link.isAnswered);
        else this.#move?.hear(status);
        this.#moveIfDone();
      },
      onTraced: (trace) => {
        if (leg === this.#leg) this.#handlers.onTraced?.(trace);
      },
      onLost: () => this.#onLost(leg),
      onRelocate: () => this.#onRelocate(leg),
      onClosing: (word) => this.#handlers.onClosing?.(word),
      onBytes: (count) => {
        this.#bytes += count;
      },
    });
    const leg: Leg = { link, asked: this.#wanted, claimed: null, mayResume: true };
    return leg;
  }

  #request(leg: Leg) {
    leg.asked = without(this.#wanted, this.#unknown);
    if (leg.asked.symbols.length === 0) return null;
    leg.claimed = leg.mayResume ? this.#held.copy(leg.asked.symbols) : null;
    const resume = leg.claimed?.points ?? [];
    return resume.length > 0 ? { ...leg.asked, resume } : leg.asked;
  }

  #onAnswer(leg: Leg, answer: SubscribeAck): boolean {
    const snapshot = this.#read(answer, leg.claimed);
    leg.mayResume = snapshot !== 'not resumable';
    if (snapshot === null || snapshot === 'not resumable' || !answer.ok) return false;
    if (leg === this.#next) {
      this.#move = new Move(snapshot, answer.status, this.#held, this.#isFresh);
      this.#moveIfDone();
    } else {
      this.#begin(leg, snapshot, answer.status, new Map());
    }
    return true;
  }

  #begin(
    leg: Leg,
    snapshot: readonly QuoteBatch[],
    status: GatewayStatus,
    outstanding: ReadonlyMap<string, number>,
  ): void {
    this.#held.begin(snapshot);
    this.#handlers.onSnapshot(snapshot, outstanding);
    this.#onStatus(status, true);
    this.#enter('connected');
    // What was wanted while the answer was under way.
    queueMicrotask(() => this.#adjust(leg));
  }

  #onStatus(status: GatewayStatus, vouched: boolean): void {
    this.#isFresh = status.stale === null;
    this.#handlers.onStatus(status, vouched);
  }

  #tell(batch: QuoteBatch): void {
    if (batch.quotes.length === 0) return;
    this.#held.take(batch);
    this.#handlers.onQuotes(batch);
  }

  /** Tells the gateway what has changed, once it has answered at all. */
  #adjust(leg: Leg): void {
    if (leg !== this.#leg || !leg.link.isAnswered) return;
    const wanted = without(this.#wanted, this.#unknown);
    const change = changeBetween(leg.asked, wanted);
    if (change.kind === 'anew') this.#askAnew(leg, wanted, change.release);
    if (change.kind !== 'symbols') return;
    leg.asked = wanted;
    const { added, removed } = change;
    if (removed.length > 0) leg.link.release(removed, () => this.#onDropped(leg, removed));
    if (added.length > 0) leg.link.add({ ...wanted, symbols: added }, (answer) => this.#onJoined(leg, answer));
  }

  #askAnew(leg: Leg, wanted: Subscription, release: boolean): void {
    const before = leg.asked;
    if (release && before.symbols.length > 0) leg.link.release('*', () => undefined);
    if (wanted.symbols.length > 0) leg.link.ask();
    else leg.asked = wanted;
  }

  #onJoined(leg: Leg, answer: SubscribeAck): void {
    const snapshot = this.#read(answer, null);
    if (snapshot === null || snapshot === 'not resumable' || !answer.ok) {
      // Everything is asked for once more, without what is unknown.
      if (leg.link.isAnswered) leg.link.ask();
      return;
    }
    if (leg !== this.#leg) return;
    for (const batch of snapshot) this.#held.take(batch);
    this.#handlers.onJoined?.(snapshot);
  }

  #onDropped(leg: Leg, symbols: readonly string[]): void {
    if (leg !== this.#leg) return;
    this.#held.drop(symbols);
    this.#handlers.onDropped?.(symbols);
    this.#move?.drop(symbols);
    this.#moveIfDone();
  }

  /** The snapshot of an answer; `null` when there is none, or none that can be read. */
  #read(answer: SubscribeAck, claimed: Held | null): readonly QuoteBatch[] | null | 'not resumable' {
    if (!answer.ok) {
      if (answer.error.code === 'unknown_symbol') {
        for (const symbol of answer.error.symbols ?? []) this.#unknown.add(symbol);
      }
      this.#handlers.onRefused?.(answer.error);
      return null;
    }
    const snapshot = this.#checked(() => answer.snapshot.map(checkBatch));
    if (snapshot === null || claimed === null || answer.resumed === undefined) return snapshot;
    return claimed.complete(snapshot, answer.resumed) ?? 'not resumable';
  }

  #onRelocate(leg: Leg): void {
    if (leg !== this.#leg || this.#next !== null) return;
    this.#next = this.#dial();
    this.#handlers.onMoving?.(true);
  }

  #moveIfDone(): void {
    if (this.#move?.isDone === true && this.#next !== null) this.#arrive(this.#next);
  }

  /** Lets the old connection go. */
  #arrive(leg: Leg): void {
    const move = this.#move;
    this.#leg.link[Symbol.dispose]();
    this.#leg = leg;
    this.#next = null;
    this.#move = null;
    this.#handlers.onMoving?.(false);
    // Without a snapshot there is nobody to hear until it comes.
    if (move !== null) this.#begin(leg, move.snapshot, move.status, move.outstanding);
    else if (this.#state === 'connected') this.#enter('reconnecting');
  }

  #onLost(leg: Leg): void {
    // Another gateway may know more symbols, and the same one may by now.
    this.#unknown.clear();
    // It dials again by itself, and asks anew.
    if (leg === this.#next) this.#move = null;
    if (leg !== this.#leg) return;
    if (this.#next !== null) this.#arrive(this.#next);
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
      this.#handlers.onRefused?.(error);
      return null;
    }
  }
}
