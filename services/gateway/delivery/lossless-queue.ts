import { encodeTupleHead, toTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import type { ConflatorOptions, FlushTotals, OpenBatch, Outlet } from './conflator.ts';
import { encodeTuple } from './packets.ts';

export interface LosslessQueueOptions<Packet> extends ConflatorOptions<Packet> {
  /** The most quotes that may wait for one client. */
  readonly maxQueued: number;
  /** Called once for a client that exceeds it. The client has been removed by then. */
  readonly onOverflow: (outlet: Outlet<Packet>) => void;
}

interface Subscription {
  readonly symbols: Set<string>;
  isWholeMarket: boolean;
  batches: OpenBatch[];
  queued: number;
}

/**
 * Delivers every quote of the stream to each client, in the stream's order, none conflated: for recorders. The number of quotes
 * that wait for a client is bounded, and a client that exceeds it is removed.
 *
 * All quotes come from the stream: it may refuse a quote that a core subscription has delivered already.
 */
export class LosslessQueue<Packet> {
  readonly #options: LosslessQueueOptions<Packet>;
  readonly #newest = new Map<string, Quote>();
  readonly #subscriptions = new Map<Outlet<Packet>, Subscription>();
  readonly #behind = new Set<Outlet<Packet>>();
  #encoded = 0;

  constructor(options: LosslessQueueOptions<Packet>) {
    this.#options = options;
  }

  get hasBehind(): boolean {
    return this.#behind.size > 0;
  }

  /** Adds the stream's next quote. True when a client is subscribed to it. */
  enqueue(quote: Quote): boolean {
    const { symbol } = quote;
    const before = this.#newest.get(symbol);
    // A reader that resumes may read quotes again.
    if (before !== undefined && before.epoch === quote.epoch && before.seq >= quote.seq) return false;
    this.#newest.set(symbol, quote);
    let tuple: Buffer | undefined;
    for (const [outlet, subscription] of this.#subscriptions) {
      if (!subscription.isWholeMarket && !subscription.symbols.has(symbol)) continue;
      tuple ??= this.#encode(quote);
      this.#push(outlet, subscription, quote.epoch, tuple);
    }
    return tuple !== undefined;
  }

  /** Subscribes, and returns the stream's newest quotes: the stream's next ones follow on from them. */
  subscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*'): readonly QuoteBatch[] {
    const subscription = this.#subscriptions.get(outlet) ?? {
      symbols: new Set<string>(),
      isWholeMarket: false,
      batches: [],
      queued: 0,
    };
    this.#subscriptions.set(outlet, subscription);
    if (symbols === '*') subscription.isWholeMarket = true;
    else for (const symbol of symbols) subscription.symbols.add(symbol);
    const byEpoch = new Map<number, QuoteTuple[]>();
    for (const symbol of symbols === '*' ? this.#newest.keys() : new Set(symbols)) {
      const quote = this.#newest.get(symbol);
      if (quote === undefined) continue;
      const tuples = byEpoch.get(quote.epoch) ?? [];
      if (tuples.push(toTuple(quote, 0)) === 1) byEpoch.set(quote.epoch, tuples);
    }
    // The answer is sent before the waiting quotes, and contains the newest of them.
    this.#dropQueued(subscription, symbols);
    return Array.from(byEpoch, ([epoch, quotes]) => ({ epoch, quotes }));
  }

  isSubscribed(outlet: Outlet<Packet>, symbol: string): boolean {
    const subscription = this.#subscriptions.get(outlet);
    return subscription !== undefined && (subscription.isWholeMarket || subscription.symbols.has(symbol));
  }

  unsubscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*'): void {
    const subscription = this.#subscriptions.get(outlet);
    if (subscription === undefined) return;
    if (symbols === '*') this.remove(outlet);
    else for (const symbol of symbols) subscription.symbols.delete(symbol);
    this.#dropQueued(subscription, symbols);
  }

  remove(outlet: Outlet<Packet>): void {
    this.#subscriptions.delete(outlet);
    this.#behind.delete(outlet);
  }

  reset(): void {
    this.#newest.clear();
    this.#subscriptions.clear();
    this.#behind.clear();
  }

  flush(): FlushTotals {
    return this.retry();
  }

  retry(): FlushTotals {
    const totals = { encoded: this.#encoded, packed: 0, packets: 0, tuples: 0, conflated: 0, skipped: 0 };
    this.#encoded = 0;
    for (const outlet of this.#behind) {
      const subscription = this.#subscriptions.get(outlet);
      if (subscription === undefined || subscription.queued === 0) {
        this.#behind.delete(outlet);
      } else if (outlet.isDrained) {
        this.#behind.delete(outlet);
        totals.packed += 1;
        totals.packets += 1;
        totals.tuples += subscription.queued;
        const { batches } = subscription;
        subscription.batches = [];
        subscription.queued = 0;
        outlet.send(this.#options.pack(batches));
      } else {
        totals.skipped += 1;
      }
    }
    return totals;
  }

  #encode(quote: Quote): Buffer {
    this.#encoded += 1;
    this.#options.onEncode?.(quote);
    return encodeTuple(encodeTupleHead(quote), 0);
  }

  #push(outlet: Outlet<Packet>, subscription: Subscription, epoch: number, tuple: Buffer): void {
    if (subscription.queued >= this.#options.maxQueued) {
      this.remove(outlet);
      this.#options.onOverflow(outlet);
      return;
    }
    const last = subscription.batches.at(-1);
    if (last?.epoch === epoch) last.tuples.push(tuple);
    else subscription.batches.push({ epoch, tuples: [tuple] });
    subscription.queued += 1;
    this.#behind.add(outlet);
  }

  /** Removes the waiting quotes of some symbols. */
  #dropQueued(subscription: Subscription, symbols: readonly string[] | '*'): void {
    if (subscription.queued === 0) return;
    const heads = symbols === '*' ? null : symbols.map((symbol) => Buffer.from(`,["${symbol}",`));
    const kept = subscription.batches.map(({ epoch, tuples }) => ({
      epoch,
      tuples:
        heads === null
          ? []
          : tuples.filter((tuple) => !heads.some((head) => tuple.subarray(0, head.length).equals(head))),
    }));
    subscription.batches = kept.filter(({ tuples }) => tuples.length > 0);
    subscription.queued = subscription.batches.reduce((sum, { tuples }) => sum + tuples.length, 0);
  }
}
