import { QuoteAccount } from '@quotebridge/contracts/wire';
import type { WireError } from '@quotebridge/contracts/wire';
import type {
  Closing,
  GatewayError,
  GatewayStatus,
  GatewayTrace,
  QuoteBatch,
  Relocate,
} from '@quotebridge/contracts/wire';
import { Channel } from './channel.ts';
import type { ChannelState } from './channel.ts';
import { HeldQuotes } from './held-quotes.ts';
import { Relocation } from './relocation.ts';
import type { Subscription } from './subscription.ts';

/** `connecting` until the first snapshot, `connected` from a snapshot on, `reconnecting` from the loss of the connection. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting';

/** Why the gateway asked the client to switch: it stops (`drain`), or its traffic moves elsewhere (`move`). */
export type RelocationReason = Relocate['reason'];

export interface QuoteHandlers {
  readonly onState: (state: ConnectionState) => void;
  /**
   * The state of all subscribed symbols: first of all, and again after every change of the connection. Always complete.
   * `outstanding` says, by symbol, how many quotes the gateway had received and not yet sent, or was missing, when this
   * client switched to it: they may still arrive (`QuoteAccount.begin` takes it).
   */
  readonly onSnapshot: (snapshot: readonly QuoteBatch[], outstanding: ReadonlyMap<string, number>) => void;
  /** The state of symbols that were added to the subscription: their quotes follow on from it. */
  readonly onAdded?: (snapshot: readonly QuoteBatch[]) => void;
  /** Symbols that were unsubscribed: no quotes of them follow. */
  readonly onRemoved?: (symbols: readonly string[]) => void;
  readonly onQuotes: (batch: QuoteBatch) => void;
  /** `hasSnapshot` is false until this connection's snapshot has arrived: the prices held are another gateway's until then. */
  readonly onStatus: (status: GatewayStatus, hasSnapshot: boolean) => void;
  /** Called when a switch to another gateway starts, with its reason, and with `null` when it has ended. */
  readonly onRelocating?: (reason: RelocationReason | null) => void;
  /** The times of a quote that `trace` asked for. */
  readonly onTraced?: (trace: GatewayTrace) => void;
  readonly onRefused?: (error: GatewayError | WireError) => void;
  /** The gateway is about to close the connection because of what this client did. */
  readonly onClosing?: (closing: Closing) => void;
}

/**
 * One live subscription to a gateway that survives lost connections.
 *
 * After a loss it requests only what has changed meanwhile. When its gateway asks it to relocate, it keeps that connection
 * until another gateway has sent a snapshot, confirms prices that were fresh, and has caught up.
 */
export class QuoteClient implements Disposable {
  readonly #handlers: QuoteHandlers;
  readonly #channelState: ChannelState;
  #state: ConnectionState = 'connecting';
  #current: Channel;
  /** The channel that the client is switching to. */
  #next: Channel | null = null;
  /** From the snapshot of `#next` until it has caught up. */
  #relocation: Relocation | null = null;
  #relocating: RelocationReason | null = null;
  #status: GatewayStatus | null = null;
  #bytes = 0;

  constructor(origin: string, subscription: Subscription, handlers: QuoteHandlers) {
    this.#handlers = handlers;
    this.#channelState = { origin, held: new HeldQuotes(), unknown: new Set(), wanted: subscription };
    this.#current = this.#open();
  }

  [Symbol.dispose](): void {
    this.#current[Symbol.dispose]();
    this.#next?.[Symbol.dispose]();
  }

  /** What has been received over the network so far, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The site that serves this client, or served it last; `null` before the first status. */
  get site(): string | null {
    return this.#status?.site ?? null;
  }

  /** Why the client is switching to another gateway; `null` while it is not. */
  get relocating(): RelocationReason | null {
    return this.#relocating;
  }

  /** Replaces the subscription. It may have no symbols at all. */
  setSubscription(subscription: Subscription): void {
    this.#channelState.wanted = subscription;
    this.#current.adjust();
  }

  /** Requests the times of a symbol's next quote in the gateway, for `onTraced`. The request is lost when the connection changes. */
  trace(symbol: string): void {
    this.#current.trace(symbol);
  }

  #open(): Channel {
    const isCurrent = () => channel === this.#current;
    const channel: Channel = new Channel(this.#channelState, {
      onSnapshot: (snapshot, status) => {
        if (isCurrent()) this.#begin(channel, snapshot, status, new Map());
        else this.#startRelocation(snapshot, status);
      },
      onAdded: (snapshot) => {
        if (!isCurrent()) return;
        for (const batch of snapshot) this.#channelState.held.apply(batch);
        this.#handlers.onAdded?.(snapshot);
      },
      onRemoved: (symbols) => {
        if (isCurrent()) this.#onRemoved(symbols);
      },
      onQuotes: (batch) => {
        if (isCurrent()) this.#deliver(this.#relocation?.filterOld(batch) ?? batch);
        else this.#relocation?.applyQuotes(batch);
        this.#switchIfComplete();
      },
      onStatus: (status) => {
        if (isCurrent()) this.#onStatus(status, channel.isSubscribed);
        else this.#relocation?.applyStatus(status);
        this.#switchIfComplete();
      },
      onTraced: (trace) => {
        if (isCurrent()) this.#handlers.onTraced?.(trace);
      },
      onLost: () => this.#onLost(channel),
      onRelocate: ({ reason }) => this.#onRelocate(channel, reason),
      onRefused: (error) => this.#handlers.onRefused?.(error),
      onClosing: (closing) => {
        if (closing.reason !== 'relocated') this.#handlers.onClosing?.(closing);
      },
      onBytes: (count) => {
        this.#bytes += count;
      },
    });
    return channel;
  }

  #begin(
    channel: Channel,
    snapshot: readonly QuoteBatch[],
    status: GatewayStatus,
    outstanding: ReadonlyMap<string, number>,
  ): void {
    this.#channelState.held.reset(snapshot);
    this.#handlers.onSnapshot(snapshot, outstanding);
    this.#onStatus(status, true);
    this.#enter('connected');
    // The subscription may have changed while the answer was on its way.
    queueMicrotask(() => {
      if (channel === this.#current) channel.adjust();
    });
  }

  #onStatus(status: GatewayStatus, hasSnapshot: boolean): void {
    this.#status = status;
    this.#handlers.onStatus(status, hasSnapshot);
  }

  #deliver(batch: QuoteBatch): void {
    if (batch.quotes.length === 0) return;
    this.#channelState.held.apply(batch);
    this.#handlers.onQuotes(batch);
  }

  #onRemoved(symbols: readonly string[]): void {
    this.#channelState.held.remove(symbols);
    this.#handlers.onRemoved?.(symbols);
    this.#relocation?.remove(symbols);
    this.#switchIfComplete();
  }

  #onRelocate(channel: Channel, reason: RelocationReason): void {
    // While the switch is in progress, another request of the old gateway changes nothing.
    if (channel === this.#current && this.#next !== null) return;
    // The new gateway does not keep this client either: it is replaced, while the old one still delivers.
    this.#next?.[Symbol.dispose]();
    this.#relocation = null;
    this.#next = this.#open();
    this.#setRelocating(reason);
  }

  #startRelocation(snapshot: readonly QuoteBatch[], status: GatewayStatus): void {
    const wasFresh = this.#status?.stale === null;
    this.#relocation = new Relocation(snapshot, status, this.#channelState.held, wasFresh, new QuoteAccount());
    this.#switchIfComplete();
  }

  #switchIfComplete(): void {
    if (this.#relocation?.isComplete === true && this.#next !== null) this.#switchTo(this.#next);
  }

  /** Closes the old connection and continues with the new one. */
  #switchTo(channel: Channel): void {
    const relocation = this.#relocation;
    this.#current[Symbol.dispose]();
    this.#current = channel;
    this.#next = null;
    this.#relocation = null;
    this.#setRelocating(null);
    if (relocation !== null) this.#begin(channel, relocation.snapshot, relocation.status, relocation.outstanding);
    // Until its snapshot arrives, there is no connection that delivers quotes.
    else if (this.#state === 'connected') this.#enter('reconnecting');
  }

  #onLost(channel: Channel): void {
    // The new connection reconnects by itself and requests its snapshot again.
    if (channel === this.#next) this.#relocation = null;
    if (channel !== this.#current) return;
    if (this.#next !== null) this.#switchTo(this.#next);
    else if (this.#state === 'connected') this.#enter('reconnecting');
  }

  #setRelocating(reason: RelocationReason | null): void {
    this.#relocating = reason;
    this.#handlers.onRelocating?.(reason);
  }

  #enter(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#handlers.onState(state);
  }
}
