import { HeldQuotes } from '../../../services/shared/client/held-quotes.ts';
import { Relocation } from '../../../services/shared/client/relocation.ts';
import { CLOSE_CODES, QuoteAccount, Silence } from '../../../services/shared/contracts/wire/index.ts';
import type { GatewayStatus, QuoteAccountTotals, QuoteBatch } from '../../../services/shared/contracts/wire/index.ts';
import type { Accepted, Connection, ConnectionHandlers } from './connection.ts';

export interface MovingClientDeps {
  /** Whether it relocates before it is closed, as the client library does, or ignores the request. */
  readonly relocates: boolean;
  readonly open: (handlers: ConnectionHandlers) => Connection;
  /** Milliseconds by a clock. */
  readonly now: () => number;
  /** Calls a function after the time until a client reconnects. */
  readonly later: (act: () => void) => void;
  /** Called with each batch that is delivered. */
  readonly onDelivered: (batch: QuoteBatch) => void;
}

/** What a client observed while services moved. */
export interface MovingObservation {
  readonly totals: Readonly<QuoteAccountTotals>;
  /** The sites that served it, in order; no site twice in a row. */
  readonly sites: readonly string[];
  /** Switches that were completed while the old connection was there. */
  readonly relocated: number;
  /** Connections that the gateway closed at the deadline. */
  readonly closed: number;
  /** Why other connections were lost. */
  readonly lost: readonly string[];
  /** Quotes of a snapshot that were older than what had been delivered. */
  readonly stepsBack: number;
  /** The longest time without a quote or a snapshot since `measure`, in milliseconds. */
  readonly longestSilenceMs: number;
  /** The same between a request to relocate and the first quote after the switch: what the relocations themselves cost. */
  readonly longestSwitchMs: number;
}

interface Channel {
  connection: Connection | null;
  isSubscribed: boolean;
}

/**
 * One client of the gateway that its gateway asks to move. If it relocates, it makes before it breaks, with the client
 * library's own `Relocation`: it opens another connection, resumes by the last `seq`, and closes the old one when the new
 * one has caught up.
 */
export class MovingClient {
  readonly #deps: MovingClientDeps;
  readonly #account = new QuoteAccount();
  readonly #held = new HeldQuotes();
  readonly #sites: string[] = [];
  readonly #lost: string[] = [];
  #silence = new Silence();
  #receivedAt: number | null = null;
  /** Since a request to relocate, until the first quote after the switch. */
  #switching: Silence | null = null;
  #longestSwitchMs = 0;
  #relocated = 0;
  #closed = 0;
  #stepsBack = 0;
  #status: GatewayStatus | null = null;
  #current: Channel;
  #next: Channel | null = null;
  #relocation: Relocation | null = null;
  #mayResume = true;
  #isOver = false;

  constructor(deps: MovingClientDeps) {
    this.#deps = deps;
    this.#current = this.#dial();
  }

  /** Starts the measurement of the longest silence anew. */
  measure(): void {
    this.#silence = new Silence();
    this.#silence.received(this.#deps.now());
  }

  get observation(): MovingObservation {
    return {
      totals: this.#account.totals,
      sites: this.#sites,
      relocated: this.#relocated,
      closed: this.#closed,
      lost: this.#lost,
      stepsBack: this.#stepsBack,
      longestSilenceMs: this.#silence.at(this.#deps.now()),
      longestSwitchMs: Math.max(this.#longestSwitchMs, this.#switching?.at(this.#deps.now()) ?? 0),
    };
  }

  end(): void {
    this.#isOver = true;
    this.#current.connection?.close();
    this.#next?.connection?.close();
  }

  #dial(): Channel {
    const channel: Channel = { connection: null, isSubscribed: false };
    let resumedFrom: HeldQuotes | null = null;
    channel.connection = this.#deps.open({
      resume: () => {
        resumedFrom = this.#deps.relocates && this.#mayResume ? this.#held.copy('*') : null;
        return resumedFrom?.resumePoints ?? [];
      },
      onSnapshot: (answer) => {
        const snapshot = wholeSnapshot(answer, resumedFrom);
        this.#mayResume = snapshot !== null;
        if (snapshot === null) {
          channel.connection?.close();
          return;
        }
        channel.isSubscribed = true;
        if (channel === this.#current) this.#begin(snapshot, answer.status);
        else if (channel === this.#next) this.#startRelocation(snapshot, answer.status);
      },
      onQuotes: (batch) => {
        if (!channel.isSubscribed) return;
        if (channel === this.#current) this.#deliver(this.#relocation?.filterOld(batch) ?? batch);
        else if (channel === this.#next) this.#relocation?.applyQuotes(batch);
        this.#switchIfComplete();
      },
      onStatus: (status) => {
        if (channel === this.#current) this.#status = status;
        else if (channel === this.#next) this.#relocation?.applyStatus(status);
        this.#switchIfComplete();
      },
      onRelocate: () => this.#onRelocate(channel),
      onClose: (why, code) => this.#onClose(channel, why, code),
    });
    return channel;
  }

  #begin(snapshot: readonly QuoteBatch[], status: GatewayStatus, outstanding?: ReadonlyMap<string, number>): void {
    const begun = new HeldQuotes();
    begun.reset(snapshot);
    this.#stepsBack += this.#held.symbolsNewerThan(begun).length;
    this.#held.reset(snapshot);
    this.#account.begin(snapshot, outstanding);
    this.#received();
    this.#status = status;
    if (this.#sites.at(-1) !== status.site) this.#sites.push(status.site);
  }

  #deliver(batch: QuoteBatch): void {
    if (batch.quotes.length === 0) return;
    this.#held.apply(batch);
    for (const tuple of batch.quotes) this.#account.record(batch.epoch, tuple);
    this.#received();
    if (this.#next === null) this.#endSwitching();
    this.#deps.onDelivered(batch);
  }

  #received(): void {
    this.#receivedAt = this.#deps.now();
    this.#silence.received(this.#receivedAt);
    this.#switching?.received(this.#receivedAt);
  }

  #beginSwitching(): void {
    if (this.#switching !== null || this.#receivedAt === null) return;
    this.#switching = new Silence();
    this.#switching.received(this.#receivedAt);
  }

  #endSwitching(): void {
    this.#longestSwitchMs = Math.max(this.#longestSwitchMs, this.#switching?.at(this.#deps.now()) ?? 0);
    this.#switching = null;
  }

  #onRelocate(channel: Channel): void {
    if (!this.#deps.relocates || this.#isOver) return;
    // While the switch is in progress, another request of the old gateway changes nothing.
    if (channel === this.#current && this.#next !== null) return;
    const replaced = this.#next;
    this.#beginSwitching();
    this.#relocation = null;
    this.#next = this.#dial();
    replaced?.connection?.close();
  }

  #startRelocation(snapshot: readonly QuoteBatch[], status: GatewayStatus): void {
    const wasFresh = this.#status?.stale === null;
    this.#relocation = new Relocation(snapshot, status, this.#held, wasFresh, new QuoteAccount());
    this.#switchIfComplete();
  }

  #switchIfComplete(): void {
    if (this.#relocation?.isComplete !== true) return;
    this.#relocated += 1;
    this.#switch();
  }

  #switch(): void {
    const [old, next, relocation] = [this.#current, this.#next, this.#relocation];
    if (next === null) return;
    this.#current = next;
    this.#next = null;
    this.#relocation = null;
    old.connection?.close();
    if (relocation !== null) this.#begin(relocation.snapshot, relocation.status, relocation.outstanding);
  }

  #onClose(channel: Channel, why: string, code?: number): void {
    if (this.#isOver) return;
    if (channel === this.#next) {
      this.#relocation = null;
      this.#again(() => (this.#next = this.#dial()), channel);
      return;
    }
    if (channel !== this.#current) return;
    if (code === CLOSE_CODES.relocated) this.#closed += 1;
    else this.#lost.push(code === undefined ? why : `${why} (${code})`);
    if (this.#next !== null) this.#switch();
    else this.#again(() => (this.#current = this.#dial()), channel);
  }

  /** Dials later, if the channel that was lost is still needed then. */
  #again(dial: () => void, lost: Channel): void {
    this.#deps.later(() => {
      if (!this.#isOver && (lost === this.#current || lost === this.#next)) dial();
    });
  }
}

/** `null`: it cannot be completed from what is held. */
function wholeSnapshot({ snapshot, resumed }: Accepted, resumedFrom: HeldQuotes | null): readonly QuoteBatch[] | null {
  return resumedFrom === null || resumed === undefined ? snapshot : resumedFrom.complete(snapshot, resumed);
}
