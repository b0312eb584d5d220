import { encodeTupleHead, finishTuple, toTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import type { Entry, QuoteChange, Ranges } from '@quotebridge/runtime';

/** Where a client's packets go. */
export interface Outlet {
  /** False while what was sent before has not left: nothing is added to it. */
  readonly isDrained: boolean;
  /** `tuples` are encoded, of one epoch, and never empty. */
  send(epoch: number, tuples: readonly string[]): void;
}

/** What one flush did. `encoded` counts quotes, the rest sums over clients. */
export interface FlushTotals {
  readonly encoded: number;
  readonly packets: number;
  readonly tuples: number;
  readonly folded: number;
  /** Clients that were left out because they had not drained. */
  readonly skipped: number;
}

interface Subscription {
  readonly symbol: SymbolState;
  /** What the client got last; `null` before the first quote of a symbol. */
  sent: Quote | null;
  /** The symbol's `gap` as far as the client knows of it. */
  gap: number;
  /** In its client's list of what to look at. */
  pending: boolean;
  active: boolean;
}

interface ClientState {
  readonly outlet: Outlet;
  readonly subscriptions: Map<string, Subscription>;
  pending: Subscription[];
}

interface SymbolState {
  readonly name: string;
  entry: Entry | null;
  readonly subscriptions: Map<ClientState, Subscription>;
  /** Those whose first quote came while older ones were missing, with what was: those are no business of the client's. */
  readonly late: Map<Subscription, Ranges>;
  encoded: Quote | null;
  head: string;
  /** The tuple that was finished last: clients that keep pace all share it. */
  tuple: string;
  folded: number;
}

/**
 * Keeps, for each client, only the newest quote of each symbol, and counts what it replaced.
 *
 * A symbol's `gap` is `seq − received`: it grows by what is missing or lost and shrinks by what is filled in. A client adds
 * up `missingAfter` of its tuples; `folded` is chosen so that its sum follows the gap. So it is 0 whenever nothing
 * is missing, however many flushes the client was left out of.
 */
export class Conflator {
  readonly #symbols = new Map<string, SymbolState>();
  readonly #clients = new Map<Outlet, ClientState>();
  readonly #wholeMarket = new Set<ClientState>();
  readonly #changed = new Set<SymbolState>();
  readonly #behind = new Set<ClientState>();
  #encoded = 0;

  /** True while a client waits for something that it could not take. */
  get hasBehind(): boolean {
    return this.#behind.size > 0;
  }

  /** Takes in what the reader received. */
  apply({ effect, quote, entry }: Pick<QuoteChange, 'effect' | 'quote' | 'entry'>): void {
    const symbol = this.#symbol(quote.symbol);
    symbol.entry = entry;
    if (symbol.late.size > 0) settleLate(symbol, entry, effect, quote.seq);
    this.#changed.add(symbol);
  }

  /** Subscribes, and answers with the newest quotes as the client's new baseline: its next tuples follow on from those. */
  subscribe(outlet: Outlet, symbols: readonly string[] | '*'): QuoteBatch[] {
    const client = this.#client(outlet);
    if (symbols === '*') this.#wholeMarket.add(client);
    const byEpoch = new Map<number, QuoteTuple[]>();
    for (const name of symbols === '*' ? this.#symbols.keys() : new Set(symbols)) {
      const subscription = subscribeTo(this.#symbol(name), client);
      const quote = subscription.symbol.entry?.quote;
      if (quote === undefined) continue;
      setBaseline(subscription, quote);
      const tuples = byEpoch.get(quote.epoch) ?? [];
      if (tuples.push(toTuple(quote, 0)) === 1) byEpoch.set(quote.epoch, tuples);
    }
    return Array.from(byEpoch, ([epoch, quotes]) => ({ epoch, quotes }));
  }

  unsubscribe(outlet: Outlet, symbols: readonly string[] | '*'): void {
    const client = this.#clients.get(outlet);
    if (client === undefined) return;
    if (symbols === '*') this.#wholeMarket.delete(client);
    for (const name of symbols === '*' ? client.subscriptions.keys() : symbols) {
      const subscription = client.subscriptions.get(name);
      if (subscription !== undefined) unsubscribeFrom(subscription, client);
    }
  }

  remove(outlet: Outlet): void {
    const client = this.#clients.get(outlet);
    if (client === undefined) return;
    this.unsubscribe(outlet, '*');
    this.#behind.delete(client);
    this.#clients.delete(outlet);
  }

  /** Forgets everything: symbols, clients and subscriptions. */
  reset(): void {
    this.#symbols.clear();
    this.#clients.clear();
    this.#wholeMarket.clear();
    this.#changed.clear();
    this.#behind.clear();
  }

  /** Sends what changed to every client that can take it. */
  flush(): FlushTotals {
    for (const symbol of this.#changed) {
      for (const [client, subscription] of symbol.subscriptions) {
        if (subscription.pending) continue;
        subscription.pending = true;
        if (client.pending.push(subscription) === 1) this.#behind.add(client);
      }
    }
    this.#changed.clear();
    return this.retry();
  }

  /** Sends what earlier flushes left to the clients that can take it now, and no one else anything. */
  retry(): FlushTotals {
    const totals = { encoded: 0, packets: 0, tuples: 0, folded: 0, skipped: 0 };
    this.#encoded = 0;
    for (const client of this.#behind) {
      if (!client.outlet.isDrained) {
        totals.skipped += 1;
        continue;
      }
      this.#behind.delete(client);
      this.#send(client, totals);
    }
    totals.encoded = this.#encoded;
    return totals;
  }

  #send(client: ClientState, totals: { packets: number; tuples: number; folded: number }): void {
    const { pending } = client;
    client.pending = [];
    const byEpoch = new Map<number, string[]>();
    for (const subscription of pending) {
      subscription.pending = false;
      const entry = subscription.symbol.entry;
      if (!subscription.active || entry === null) continue;
      const folded = advance(subscription, entry);
      if (folded === null) continue;
      const tuple = this.#tuple(subscription.symbol, entry.quote, folded);
      const tuples = byEpoch.get(entry.quote.epoch);
      if (tuples === undefined) byEpoch.set(entry.quote.epoch, [tuple]);
      else tuples.push(tuple);
      totals.tuples += 1;
      totals.folded += folded;
    }
    for (const [epoch, tuples] of byEpoch) {
      client.outlet.send(epoch, tuples);
      totals.packets += 1;
    }
  }

  #tuple(symbol: SymbolState, quote: Quote, folded: number): string {
    if (symbol.encoded !== quote) {
      symbol.encoded = quote;
      symbol.head = encodeTupleHead(quote);
      this.#encoded += 1;
    } else if (symbol.folded === folded) {
      return symbol.tuple;
    }
    symbol.folded = folded;
    symbol.tuple = finishTuple(symbol.head, folded);
    return symbol.tuple;
  }

  #symbol(name: string): SymbolState {
    let symbol = this.#symbols.get(name);
    if (symbol === undefined) {
      symbol = {
        name,
        entry: null,
        subscriptions: new Map(),
        late: new Map(),
        encoded: null,
        head: '',
        tuple: '',
        folded: 0,
      };
      this.#symbols.set(name, symbol);
      for (const client of this.#wholeMarket) subscribeTo(symbol, client);
    }
    return symbol;
  }

  #client(outlet: Outlet): ClientState {
    let client = this.#clients.get(outlet);
    if (client === undefined) {
      client = { outlet, subscriptions: new Map(), pending: [] };
      this.#clients.set(outlet, client);
    }
    return client;
  }
}

function subscribeTo(symbol: SymbolState, client: ClientState): Subscription {
  let subscription = client.subscriptions.get(symbol.name);
  if (subscription === undefined) {
    subscription = { symbol, sent: null, gap: 0, pending: false, active: true };
    client.subscriptions.set(symbol.name, subscription);
    symbol.subscriptions.set(client, subscription);
  }
  return subscription;
}

function unsubscribeFrom(subscription: Subscription, client: ClientState): void {
  subscription.active = false;
  subscription.symbol.late.delete(subscription);
  subscription.symbol.subscriptions.delete(client);
  client.subscriptions.delete(subscription.symbol.name);
}

function setBaseline(subscription: Subscription, quote: Quote): void {
  const { entry, late } = subscription.symbol;
  if (entry === null) return;
  subscription.sent = quote;
  subscription.gap = quote.seq - entry.received;
  late.delete(subscription);
  if (entry.missing.size > 0) late.set(subscription, entry.missing.clone());
}

/** Moves a client on to the newest quote. Answers with `folded`, or `null` when there is nothing to tell. */
function advance(subscription: Subscription, entry: Entry): number | null {
  const { quote } = entry;
  const before = subscription.sent;
  if (before === null) {
    setBaseline(subscription, quote);
    return 0;
  }
  const between = Math.max(0, quote.seq - before.seq - 1);
  // Below 0 only when a correction and a new gap fell together: what is not said now stays for the next tuple.
  const folded = Math.max(0, between - (quote.seq - entry.received - subscription.gap));
  if (quote === before && folded === 0) return null;
  subscription.sent = quote;
  subscription.gap += between - folded;
  return folded;
}

/** Leaves out of the late clients' accounts what was missing before they came. */
function settleLate(symbol: SymbolState, entry: Entry, effect: QuoteChange['effect'], seq: number): void {
  for (const [subscription, missing] of symbol.late) {
    if (effect === 'fill') {
      if (missing.take(seq)) subscription.gap -= 1;
    } else if (effect === 'correction') {
      const before = missing.size;
      missing.dropFrom(seq);
      subscription.gap -= before - missing.size;
    }
  }
  if (entry.missing.size === 0) symbol.late.clear();
}
