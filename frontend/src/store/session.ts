import { Ledger, QuoteClient, ServerClock } from '@quotebridge/client';
import type { ConnectionState, Heard, LedgerTotals } from '@quotebridge/client';
import { fromTuple } from '@quotebridge/contracts/wire';
import type { Closing, GatewayStatus, GatewayTrace, Quote, QuoteBatch } from '@quotebridge/contracts/wire';
import type { QueryClient } from '@tanstack/react-query';
import type { Api } from '../api.ts';
import { Attention } from './attention.ts';
import { Cell } from './cell.ts';
import { conditionOf, sameCondition, unconnected } from './condition.ts';
import type { Condition } from './condition.ts';
import { DEFAULT_DELIVERY, sameDelivery, subscriptionFor } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { Directory } from './directory.ts';
import { NO_SAVINGS, SavingsMeter } from './figures.ts';
import type { Figures } from './figures.ts';
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

export interface SessionTotals extends LedgerTotals {
  readonly reconnects: number;
  readonly bytes: number;
  readonly firstQuoteMs: number | null;
}

/**
 * Hears of each quote as it comes, and when: by the gateway's clock. `null` for one of a snapshot, which was there before
 * anybody asked, and while the gateway has not told its time.
 */
export type QuoteListener = (quote: Quote, folded: number, heardAt: number | null) => void;

const JUDGE_EVERY_MS = 100;
const TELL_EVERY_MS = 1_000;
/** Who scrolls asks for other symbols at most this often: well below what a gateway allows a client. */
const WANT_EVERY_MS = 150;
/** Conflation that pauses for less than this goes on, as far as words are concerned. */
const CONFLATING_FOR_MS = 5_000;

/** A board that was cut off is back within a second: the reason has to be readable all the same. */
const CUT_OFF_TOLD_FOR_MS = 15_000;

/** One page's subscription to the market: what the client hears goes into the stores that the board shows. */
export class Session implements Disposable {
  readonly origin: string;
  readonly quotes: QuoteStore;
  readonly directory = new Directory();
  readonly condition = new Cell<Condition>(unconnected, sameCondition);
  /** The gateway's time, once a second: ages are told from it. */
  readonly time = new Cell<number | null>(null);
  readonly figures: Cell<Figures>;
  readonly delivery: Cell<Delivery>;
  readonly instruments: InstrumentLoader;

  readonly #now: () => number;
  readonly #isOnline: () => boolean;
  readonly #client: QuoteClient;
  readonly #ledger = new Ledger();
  readonly #clock = new ServerClock();
  readonly #meter = new SavingsMeter();
  readonly #attention = new Attention();
  readonly #quoteListeners = new Set<QuoteListener>();
  readonly #traceListeners = new Set<(trace: GatewayTrace) => void>();
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  #visible: readonly string[] = [];
  #focused: string | null = null;
  #subscribed: readonly string[] = [];
  #wantedAt = Number.NEGATIVE_INFINITY;
  #wantSoon: ReturnType<typeof setTimeout> | undefined;
  #connection: ConnectionState = 'connecting';
  #heard: Heard | null = null;
  #status: GatewayStatus | null = null;
  #problem: string | null = null;
  #cutOff: { readonly message: string; readonly at: number } | null = null;
  #moving = false;
  #foldedAt = Number.NEGATIVE_INFINITY;
  #reconnects = 0;
  #firstQuoteMs: number | null = null;

  constructor({
    origin,
    api,
    queries,
    schedule,
    now,
    isOnline = () => true,
    delivery = DEFAULT_DELIVERY,
  }: SessionDeps) {
    this.origin = origin;
    this.#now = now;
    this.#isOnline = isOnline;
    this.delivery = new Cell(delivery, sameDelivery);
    this.quotes = new QuoteStore(schedule);
    this.instruments = new InstrumentLoader({ api, queries, directory: this.directory });
    this.#client = new QuoteClient(origin, subscriptionFor([], delivery), {
      onState: this.#onState,
      onSnapshot: this.#onSnapshot,
      onJoined: this.#onJoined,
      onDropped: (symbols) => {
        this.#ledger.drop(symbols);
        this.quotes.forget(symbols);
      },
      onQuotes: this.#onQuotes,
      onStatus: this.#onStatus,
      onMoving: (moving) => {
        this.#moving = moving;
        this.#judge();
      },
      onTraced: (trace) => {
        for (const listener of this.#traceListeners) listener(trace);
      },
      onRefused: ({ message }) => {
        this.#problem = message;
        this.#judge();
      },
      onClosing: this.#onClosing,
    });
    this.figures = new Cell<Figures>({ ...this.#readFigures(), savings: NO_SAVINGS });
    this.#timers = [setInterval(this.#judge, JUDGE_EVERY_MS), setInterval(this.#tell, TELL_EVERY_MS)];
    this.instruments.listed.subscribe(this.#want);
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
    this.instruments[Symbol.dispose]();
    clearTimeout(this.#wantSoon);
    for (const timer of this.#timers) clearInterval(timer);
  }

  totals(): SessionTotals {
    return {
      ...this.#ledger.totals,
      reconnects: this.#reconnects,
      bytes: this.#client.bytes,
      firstQuoteMs: this.#firstQuoteMs,
    };
  }

  /** What quotes come of at present. */
  get subscribed(): readonly string[] {
    return this.#subscribed;
  }

  /** Says which rows there are on the screen: only those are subscribed to. */
  show(symbols: readonly string[]): void {
    this.#visible = symbols;
    this.#look();
  }

  /** Says which symbol is looked at in detail, on the screen or not. */
  focus(symbol: string | null): void {
    this.#focused = symbol;
    this.#look();
  }

  choose(delivery: Delivery): void {
    this.delivery.set(delivery);
    this.#want();
  }

  /** Tells of every quote that comes. */
  listen(listener: QuoteListener): () => void {
    this.#quoteListeners.add(listener);
    return () => this.#quoteListeners.delete(listener);
  }

  /** Asks the gateway for the times of a symbol's next quote: who listens is told, unless the connection changes meanwhile. */
  trace(symbol: string): void {
    this.#client.trace(symbol);
  }

  /** Tells of every trace that comes. */
  listenToTraces(listener: (trace: GatewayTrace) => void): () => void {
    this.#traceListeners.add(listener);
    return () => this.#traceListeners.delete(listener);
  }

  /** The gateway's time now, or `null` before it has said so. */
  serverTime(): number | null {
    return this.#clock.at(this.#now());
  }

  /** Brings everything that goes by timers up to date, for a page that was hidden: there, timers hardly run. */
  refresh(): void {
    this.#judge();
    this.#tell();
  }

  #look(): void {
    const now = this.#now();
    this.#attention.look(this.#focused === null ? this.#visible : [...this.#visible, this.#focused], now);
    clearTimeout(this.#wantSoon);
    const wait = this.#wantedAt + WANT_EVERY_MS - now;
    if (wait <= 0) this.#want();
    else this.#wantSoon = setTimeout(this.#want, wait);
  }

  readonly #want = (): void => {
    const now = this.#now();
    this.#wantedAt = now;
    this.#subscribed = this.#attention.symbols(now);
    // Without a list of instruments there are no rows to look at: then the quotes themselves say what there is.
    const symbols = this.instruments.listed.get() === 'failed' ? '*' : this.#subscribed;
    this.#client.want(subscriptionFor(symbols, this.delivery.get()));
  };

  readonly #onState = (state: ConnectionState): void => {
    if (state === 'connected' && this.#connection === 'reconnecting') this.#reconnects += 1;
    this.#connection = state;
    this.#judge();
  };

  readonly #onSnapshot = (snapshot: readonly QuoteBatch[], owed: ReadonlyMap<string, number>): void => {
    this.#problem = null;
    this.#clock.reset();
    this.#ledger.begin(snapshot, owed);
    this.quotes.begin(snapshot);
    this.#meet(snapshot, null);
  };

  readonly #onJoined = (snapshot: readonly QuoteBatch[]): void => {
    this.#ledger.join(snapshot);
    this.quotes.join(snapshot);
    this.#meet(snapshot, null);
  };

  readonly #onQuotes = (batch: QuoteBatch): void => {
    const folded = this.#ledger.totals.folded;
    for (const tuple of batch.quotes) this.#ledger.record(batch.epoch, tuple);
    if (this.#ledger.totals.folded > folded) this.#foldedAt = this.#now();
    this.quotes.apply(batch);
    this.#meet([batch], this.serverTime());
  };

  readonly #onStatus = (status: GatewayStatus, vouched: boolean): void => {
    const now = this.#now();
    this.#clock.read(status.now, now);
    this.#status = status;
    if (vouched) this.#heard = { status, at: this.#clock.when(status.now) ?? now };
    this.#judge();
  };

  readonly #onClosing = ({ reason, message }: Closing): void => {
    this.#cutOff = { message, at: this.#now() };
    // Who cannot take every quote can take the newest ones.
    if (reason === 'slow_consumer') this.choose({ ...this.delivery.get(), every: false });
    this.#judge();
  };

  #meet(batches: readonly QuoteBatch[], heardAt: number | null): void {
    for (const batch of batches) {
      if (batch.quotes.length > 0) this.#firstQuoteMs ??= this.#now();
      if (this.directory.meet(batch)) this.instruments.refresh();
      if (this.#quoteListeners.size === 0) continue;
      for (const tuple of batch.quotes) {
        const quote = fromTuple(batch.epoch, tuple);
        for (const listener of this.#quoteListeners) listener(quote, tuple[9], heardAt);
      }
    }
  }

  readonly #judge = (): void => {
    const { condition } = this;
    const now = this.#now();
    const known = {
      connection: this.#connection,
      online: this.#isOnline(),
      missing: this.#ledger.totals.missing,
      moving: this.#moving,
      conflating: now - this.#foldedAt < CONFLATING_FOR_MS,
      cutOff: this.#cutOff !== null && now - this.#cutOff.at < CUT_OFF_TOLD_FOR_MS ? this.#cutOff.message : null,
      problem: this.#problem,
    };
    condition.set(conditionOf(known, this.#heard, now, condition.get()));
  };

  readonly #tell = (): void => {
    const time = this.serverTime();
    if (time !== null) this.time.set(time);
    this.#want();
    this.figures.set(this.#readFigures());
  };

  #readFigures(): Figures {
    const { connection, reason } = this.condition.get();
    const silent = reason === 'gateway' || reason === 'browser';
    const totals = { ...this.#ledger.totals };
    return {
      symbols: this.directory.listings.get().length,
      subscribed: this.#subscribed.length,
      savings: this.#meter.read({ ...totals, bytes: this.#client.bytes }, this.#now()),
      totals,
      status: connection === 'connected' && !silent ? this.#status : null,
    };
  }
}
