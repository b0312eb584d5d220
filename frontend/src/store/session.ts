import { QuoteClient } from '@quotebridge/client';
import type { ConnectionState } from '@quotebridge/client';
import { fromTuple } from '@quotebridge/contracts/wire';
import type { Closing, GatewayStatus, GatewayTrace, Quote, QuoteBatch } from '@quotebridge/contracts/wire';
import type { QueryClient } from '@tanstack/react-query';
import type { Api } from '../api.ts';
import { Account } from './account.ts';
import type { SessionTotals } from './account.ts';
import { Attention } from './attention.ts';
import { BlockedWebSocket, isGatewayReachable } from './blocked-web-socket.ts';
import { Cell } from './cell.ts';
import { ConditionTracker } from './condition-tracker.ts';
import { DEFAULT_DELIVERY, sameDelivery, subscriptionFor } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { Directory } from './directory.ts';
import { NO_SAVINGS } from './figures.ts';
import type { Figures } from './figures.ts';
import { GatewayClock } from './gateway-clock.ts';
import { InstrumentLoader } from './instrument-loader.ts';
import { QuoteStore } from './quote-store.ts';
import type { Schedule } from './quote-store.ts';

export interface SessionDeps {
  readonly origin: string;
  readonly api: Pick<Api, 'instruments'>;
  readonly queries: QueryClient;
  readonly schedule: Schedule;
  /** A monotonic clock in milliseconds. In a browser it starts with the page. */
  readonly now: () => number;
  /** False when this machine knows that it has no network. */
  readonly isOnline?: () => boolean;
  readonly delivery?: Delivery;
}

/**
 * Gets each quote as it comes, and when it did: by the gateway's clock. `null` for one of a snapshot, which was there before
 * anybody asked, and while the gateway has not said its time.
 */
export type QuoteListener = (quote: Quote, conflated: number, heardAt: number | null) => void;

const JUDGE_EVERY_MS = 100;
const PUBLISH_EVERY_MS = 1_000;
/** Conflation that pauses for less than this goes on, as far as words are concerned. */
const CONFLATING_FOR_MS = 5_000;

/** One page's subscription to the market: what the client receives goes into the stores that the board shows. */
export class Session implements Disposable {
  readonly origin: string;
  readonly quotes: QuoteStore;
  readonly directory = new Directory();
  readonly figures: Cell<Figures>;
  readonly delivery: Cell<Delivery>;
  readonly instruments: InstrumentLoader;

  readonly #client: QuoteClient;
  readonly #account: Account;
  readonly #clock: GatewayClock;
  readonly #attention: Attention;
  readonly #tracker: ConditionTracker;
  readonly #blocked: BlockedWebSocket;
  readonly #quoteListeners = new Set<QuoteListener>();
  readonly #traceListeners = new Set<(trace: GatewayTrace) => void>();
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  #status: GatewayStatus | null = null;

  constructor({ origin, api, queries, schedule, now, ...rest }: SessionDeps) {
    const { isOnline = () => true, delivery = DEFAULT_DELIVERY } = rest;
    this.origin = origin;
    this.delivery = new Cell(delivery, sameDelivery);
    this.quotes = new QuoteStore(schedule);
    this.instruments = new InstrumentLoader({ api, queries, directory: this.directory });
    this.#account = new Account(now);
    this.#clock = new GatewayClock(now);
    this.#attention = new Attention({ now, ask: this.#subscribe });
    this.#tracker = new ConditionTracker({
      now,
      isOnline,
      quotes: () => ({
        missing: this.#account.missing,
        conflating: this.#account.hasConflatedWithin(CONFLATING_FOR_MS),
      }),
    });
    this.#blocked = new BlockedWebSocket({
      isReachable: () => isGatewayReachable(origin),
      onBlocked: (text) => this.#tracker.problem(text),
    });
    this.#client = new QuoteClient(origin, subscriptionFor([], delivery), {
      onState: this.#onState,
      onSnapshot: this.#onSnapshot,
      onAdded: this.#onAdded,
      onRemoved: (symbols) => {
        this.#account.drop(symbols);
        this.quotes.forget(symbols);
      },
      onQuotes: this.#onQuotes,
      onStatus: this.#onStatus,
      onRelocating: (reason) => this.#tracker.moving(reason !== null),
      onTraced: (trace) => {
        for (const listener of this.#traceListeners) listener(trace);
      },
      onRefused: ({ message }) => this.#tracker.problem(message),
      onClosing: this.#onClosing,
    });
    this.figures = new Cell<Figures>({ ...this.#readFigures(), savings: NO_SAVINGS });
    this.#timers = [
      setInterval(() => this.#tracker.judge(), JUDGE_EVERY_MS),
      setInterval(this.#publish, PUBLISH_EVERY_MS),
    ];
    this.instruments.listed.subscribe(this.#attention.ask);
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
    this.#blocked[Symbol.dispose]();
    this.instruments[Symbol.dispose]();
    this.#attention[Symbol.dispose]();
    for (const timer of this.#timers) clearInterval(timer);
  }

  get condition(): ConditionTracker['condition'] {
    return this.#tracker.condition;
  }

  /** The gateway's time, once a second: ages are measured by it. */
  get time(): GatewayClock['time'] {
    return this.#clock.time;
  }

  totals(): SessionTotals {
    return this.#account.totals(this.#client.bytes);
  }

  /** What quotes come of at present. */
  get subscribed(): readonly string[] {
    return this.#attention.symbols;
  }

  /** Says which rows there are on the screen: only those are subscribed to. */
  show(symbols: readonly string[]): void {
    this.#attention.show(symbols);
  }

  /** Says which symbol is looked at in detail, on the screen or not. */
  focus(symbol: string | null): void {
    this.#attention.focus(symbol);
  }

  choose(delivery: Delivery): void {
    this.delivery.set(delivery);
    this.#attention.ask();
  }

  /** Calls the listener with every quote that comes. */
  listen(listener: QuoteListener): () => void {
    this.#quoteListeners.add(listener);
    return () => this.#quoteListeners.delete(listener);
  }

  /** Asks the gateway for the times of a symbol's next quote, which listeners get unless the connection changes meanwhile. */
  trace(symbol: string): void {
    this.#client.trace(symbol);
  }

  /** Calls the listener with every trace that comes. */
  listenToTraces(listener: (trace: GatewayTrace) => void): () => void {
    this.#traceListeners.add(listener);
    return () => this.#traceListeners.delete(listener);
  }

  /** The gateway's time now, or `null` before it has said so. */
  serverTime(): number | null {
    return this.#clock.at();
  }

  /** Brings everything that goes by timers up to date, for a page that was hidden: there, timers hardly run. */
  refresh(): void {
    this.#tracker.judge();
    this.#publish();
  }

  readonly #subscribe = (symbols: readonly string[]): void => {
    // Without a list of instruments there are no rows to look at: then the quotes themselves say what there is.
    const wanted = this.instruments.listed.get() === 'failed' ? '*' : symbols;
    this.#client.setSubscription(subscriptionFor(wanted, this.delivery.get()));
  };

  readonly #onState = (state: ConnectionState): void => {
    this.#blocked.connection(state);
    if (this.#tracker.connection(state)) this.#account.reconnected();
  };

  readonly #onSnapshot = (snapshot: readonly QuoteBatch[], outstanding: ReadonlyMap<string, number>): void => {
    this.#clock.reset();
    this.#account.begin(snapshot, outstanding);
    this.quotes.begin(snapshot);
    this.#tracker.problem(null);
    this.#announce(snapshot, null);
  };

  readonly #onAdded = (snapshot: readonly QuoteBatch[]): void => {
    this.#account.join(snapshot);
    this.quotes.join(snapshot);
    this.#announce(snapshot, null);
  };

  readonly #onQuotes = (batch: QuoteBatch): void => {
    this.#account.record(batch);
    this.quotes.apply(batch);
    this.#announce([batch], this.serverTime());
  };

  readonly #onStatus = (status: GatewayStatus, hasSnapshot: boolean): void => {
    const at = this.#clock.read(status.now);
    this.#status = status;
    if (hasSnapshot) this.#tracker.status({ status, at });
    else this.#tracker.judge();
  };

  readonly #onClosing = ({ reason, message }: Closing): void => {
    // Who cannot take every quote can take the newest ones.
    if (reason === 'slow_consumer') this.choose({ ...this.delivery.get(), every: false });
    this.#tracker.cutOff(message);
  };

  #announce(batches: readonly QuoteBatch[], heardAt: number | null): void {
    for (const batch of batches) {
      if (this.directory.add(batch)) this.instruments.refresh();
      if (this.#quoteListeners.size === 0) continue;
      for (const tuple of batch.quotes) {
        const quote = fromTuple(batch.epoch, tuple);
        for (const listener of this.#quoteListeners) listener(quote, tuple[9], heardAt);
      }
    }
  }

  readonly #publish = (): void => {
    this.#clock.publish();
    this.#attention.ask();
    this.figures.set(this.#readFigures());
  };

  #readFigures(): Figures {
    const { connection, reason } = this.condition.get();
    const silent = reason === 'gateway' || reason === 'browser';
    return {
      symbols: this.directory.listings.get().length,
      subscribed: this.subscribed.length,
      ...this.#account.read(this.#client.bytes),
      status: connection === 'connected' && !silent ? this.#status : null,
    };
  }
}
