import { QuoteClient } from '@quotebridge/client';
import type { ConnectionState } from '@quotebridge/client';
import { fromTuple } from '@quotebridge/contracts/wire';
import type { Closing, GatewayStatus, GatewayTrace, Quote, QuoteBatch } from '@quotebridge/contracts/wire';
import type { QueryClient } from '@tanstack/react-query';
import type { Api } from '../api.ts';
import type { LinkNews } from '../hybrid/link-news.ts';
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
  /** What the console knows of the link. */
  readonly link?: () => LinkNews | null;
}

/**
 * Called with every quote and when it arrived, by the gateway's clock: `null` for a quote from a snapshot, and before the
 * gateway has sent its time.
 */
export type QuoteListener = (quote: Quote, conflated: number, receivedAt: number | null) => void;

const JUDGE_EVERY_MS = 100;
const PUBLISH_EVERY_MS = 1_000;
/** A shorter pause in conflation does not change the banner. */
const CONFLATING_FOR_MS = 5_000;

/** One page's subscription: passes what the client receives to the stores that the board displays. */
export class Session implements Disposable {
  readonly origin: string;
  readonly quotes: QuoteStore;
  readonly directory = new Directory();
  readonly figures: Cell<Figures>;
  /** The site that serves this page; `null` while its gateway is silent. */
  readonly site = new Cell<string | null>(null);
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
    const { isOnline = () => true, delivery = DEFAULT_DELIVERY, link = () => null } = rest;
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
      link,
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
      onRelocating: (reason) => this.#tracker.relocating(reason),
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

  /** The gateway's time, published once a second: used to measure ages. */
  get time(): GatewayClock['time'] {
    return this.#clock.time;
  }

  totals(): SessionTotals {
    return this.#account.totals(this.#client.bytes);
  }

  /** The symbols subscribed now. */
  get subscribed(): readonly string[] {
    return this.#attention.symbols;
  }

  /** Sets the rows on the screen: only those are subscribed. */
  show(symbols: readonly string[]): void {
    this.#attention.show(symbols);
  }

  /** Sets the symbol whose details are shown, on the screen or not. */
  focus(symbol: string | null): void {
    this.#attention.focus(symbol);
  }

  choose(delivery: Delivery): void {
    this.delivery.set(delivery);
    this.#attention.ask();
  }

  /** Calls the listener with every quote. Returns a function that removes it. */
  listen(listener: QuoteListener): () => void {
    this.#quoteListeners.add(listener);
    return () => this.#quoteListeners.delete(listener);
  }

  /** Requests a trace of a symbol's next quote; it is lost when the connection changes meanwhile. */
  trace(symbol: string): void {
    this.#client.trace(symbol);
  }

  /** Calls the listener with every trace. Returns a function that removes it. */
  listenToTraces(listener: (trace: GatewayTrace) => void): () => void {
    this.#traceListeners.add(listener);
    return () => this.#traceListeners.delete(listener);
  }

  /** The gateway's current time, or `null` before its first message. */
  serverTime(): number | null {
    return this.#clock.at();
  }

  /** To be called when the console knows something new, so that all parts of the page change together. */
  readonly judge = (): void => this.#tracker.judge();

  /** Updates everything that depends on timers, which hardly run on a hidden page. */
  refresh(): void {
    this.#tracker.judge();
    this.#publish();
  }

  readonly #subscribe = (symbols: readonly string[]): void => {
    // Without a list of instruments there are no rows: subscribe to everything, so that quotes create them.
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
    this.#showSite();
  };

  readonly #onClosing = ({ reason, message }: Closing): void => {
    // A client too slow for every quote can still keep up with conflated ones.
    if (reason === 'slow_consumer') this.choose({ ...this.delivery.get(), every: false });
    this.#tracker.cutOff(message);
  };

  #announce(batches: readonly QuoteBatch[], receivedAt: number | null): void {
    for (const batch of batches) {
      if (this.directory.add(batch)) this.instruments.refresh();
      if (this.#quoteListeners.size === 0) continue;
      for (const tuple of batch.quotes) {
        const quote = fromTuple(batch.epoch, tuple);
        for (const listener of this.#quoteListeners) listener(quote, tuple[9], receivedAt);
      }
    }
  }

  readonly #publish = (): void => {
    this.#clock.publish();
    this.#attention.ask();
    this.figures.set(this.#readFigures());
    this.#showSite();
  };

  #showSite(): void {
    this.site.set(this.#currentStatus()?.site ?? null);
  }

  /** The gateway's last status; `null` while the gateway is silent, as it may be out of date. */
  #currentStatus(): GatewayStatus | null {
    const { connection, reason } = this.condition.get();
    const silent = reason === 'gateway' || reason === 'browser';
    return connection === 'connected' && !silent ? this.#status : null;
  }

  #readFigures(): Figures {
    return {
      symbols: this.directory.listings.get().length,
      subscribed: this.subscribed.length,
      ...this.#account.read(this.#client.bytes),
      status: this.#currentStatus(),
    };
  }
}
