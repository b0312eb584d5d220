import { Ledger, QuoteClient, ServerClock } from '@quotebridge/client';
import type { ConnectionState, Heard } from '@quotebridge/client';
import type { GatewayStatus, QuoteBatch } from '@quotebridge/contracts/wire';
import { Cell } from './cell.ts';
import { conditionOf, sameCondition, unconnected } from './condition.ts';
import type { Condition } from './condition.ts';
import { Directory } from './directory.ts';
import { RateMeter } from './figures.ts';
import type { Figures } from './figures.ts';
import { InstrumentLoader } from './instrument-loader.ts';
import { QuoteStore } from './quote-store.ts';
import type { Schedule } from './quote-store.ts';

export interface SessionDeps {
  readonly origin: string;
  readonly schedule: Schedule;
  /** A monotonic clock in milliseconds. In a browser it starts with the page. */
  readonly now: () => number;
}

export interface SessionTotals {
  readonly received: number;
  readonly folded: number;
  readonly missing: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  readonly unexplained: number;
  readonly reconnects: number;
  readonly firstQuoteMs: number | null;
}

const JUDGE_EVERY_MS = 100;
const TELL_EVERY_MS = 1_000;

/** One page's subscription to the market: what the client hears goes into the stores that the board shows. */
export class Session implements Disposable {
  readonly quotes: QuoteStore;
  readonly directory = new Directory();
  readonly condition = new Cell<Condition>(unconnected, sameCondition);
  /** The gateway's time, once a second: ages are told from it. */
  readonly time = new Cell<number | null>(null);
  readonly figures: Cell<Figures>;

  readonly #now: () => number;
  readonly #client: QuoteClient;
  readonly #instruments: InstrumentLoader;
  readonly #ledger = new Ledger();
  readonly #clock = new ServerClock();
  readonly #rate = new RateMeter();
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  #connection: ConnectionState = 'connecting';
  #heard: Heard | null = null;
  #status: GatewayStatus | null = null;
  #problem: string | null = null;
  #reconnects = 0;
  #firstQuoteMs: number | null = null;

  constructor({ origin, schedule, now }: SessionDeps) {
    this.#now = now;
    this.quotes = new QuoteStore(schedule);
    this.figures = new Cell<Figures>(this.#readFigures());
    this.#instruments = new InstrumentLoader(origin, this.directory);
    this.#client = new QuoteClient(
      origin,
      { symbols: '*' },
      {
        onState: this.#onState,
        onSnapshot: this.#onSnapshot,
        onQuotes: this.#onQuotes,
        onStatus: this.#onStatus,
        onRefused: ({ message }) => {
          this.#problem = message;
          this.#judge();
        },
      },
    );
    this.#timers = [setInterval(this.#judge, JUDGE_EVERY_MS), setInterval(this.#tell, TELL_EVERY_MS)];
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
    this.#instruments[Symbol.dispose]();
    for (const timer of this.#timers) clearInterval(timer);
  }

  totals(): SessionTotals {
    return { ...this.#ledger.totals, reconnects: this.#reconnects, firstQuoteMs: this.#firstQuoteMs };
  }

  /** Brings everything that goes by timers up to date, for a page that was hidden: there, timers hardly run. */
  refresh(): void {
    this.#judge();
    this.#tell();
  }

  readonly #onState = (state: ConnectionState): void => {
    if (state === 'connected' && this.#connection === 'reconnecting') this.#reconnects += 1;
    this.#connection = state;
    this.#judge();
  };

  readonly #onSnapshot = (snapshot: readonly QuoteBatch[]): void => {
    this.#problem = null;
    this.#clock.reset();
    this.#ledger.begin(snapshot);
    this.quotes.begin(snapshot);
    for (const batch of snapshot) this.#meet(batch);
  };

  readonly #onQuotes = (batch: QuoteBatch): void => {
    for (const tuple of batch.quotes) this.#ledger.record(batch.epoch, tuple);
    this.quotes.apply(batch);
    this.#meet(batch);
  };

  readonly #onStatus = (status: GatewayStatus, vouched: boolean): void => {
    const now = this.#now();
    this.#clock.read(status.now, now);
    this.#status = status;
    if (vouched) this.#heard = { status, at: this.#clock.when(status.now) ?? now };
    this.#judge();
  };

  #meet(batch: QuoteBatch): void {
    if (batch.quotes.length > 0) this.#firstQuoteMs ??= this.#now();
    if (this.directory.meet(batch)) this.#instruments.refresh();
  }

  readonly #judge = (): void => {
    const { condition } = this;
    condition.set(conditionOf(this.#connection, this.#heard, this.#problem, this.#now(), condition.get()));
  };

  readonly #tell = (): void => {
    const time = this.#clock.at(this.#now());
    if (time !== null) this.time.set(time);
    this.figures.set(this.#readFigures());
  };

  #readFigures(): Figures {
    const { connection, reason } = this.condition.get();
    const totals = { ...this.#ledger.totals };
    return {
      symbols: this.directory.listings.get().length,
      quotesPerSecond: this.#rate.read(totals.received, this.#now()),
      totals,
      status: connection === 'connected' && reason !== 'gateway' ? this.#status : null,
    };
  }
}
