import type { Heartbeat, Quote } from '@quotebridge/contracts/wire';
import { Ranges } from './ranges.ts';

/** How a quote was heard: through the stream, complete and in order, or by a core subscription, sooner but provisional. */
export type Via = 'stream' | 'core';

/**
 * What a quote did to the merge.
 * - `update`: it is the newest of its symbol now.
 * - `correction`: it takes the place of a provisional quote that the stream refused, or that another epoch overruled.
 * - `fill`: it is older than the newest and had been missing.
 * - `repeat`: it was known, or it is void.
 */
export type Effect = 'update' | 'correction' | 'fill' | 'repeat';

/** One symbol's state. */
export interface Entry {
  /** The newest quote. */
  readonly quote: Quote;
  /**
   * How many different quotes of the symbol were received since this reader began: the newest and all fills, less those
   * that a correction made void. So `quote.seq − received` grows by just what is missing or lost.
   */
  readonly received: number;
  /** The numbers below the newest that may still be filled in. */
  readonly missing: Pick<Ranges, 'size' | 'clone'>;
}

interface MutableEntry {
  quote: Quote;
  received: number;
  provisional: boolean;
  missing: Ranges;
}

/** Sums over all symbols. `missing` may still be filled; `lost` cannot: the stream has gone past it. */
export interface MergeTotals {
  received: number;
  repeated: number;
  filled: number;
  corrected: number;
  missing: number;
  lost: number;
}

/**
 * Merges quotes heard by two ways into the newest of each symbol.
 *
 * A newer quote is applied; an older one only fills. The stream's word is final: it replaces a provisional quote of the
 * same or a lower `seq`, whatever the epochs are. A core quote of an epoch before the stream's newest is void.
 */
export class QuoteMerge {
  readonly #entries = new Map<string, MutableEntry>();
  /** Sum of the newest `seq` of each symbol, per epoch: what a heartbeat's `count` is held against. */
  readonly #sums = new Map<number, number>();
  readonly #totals: MergeTotals = { received: 0, repeated: 0, filled: 0, corrected: 0, missing: 0, lost: 0 };
  #streamEpoch = 0;

  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  get totals(): Readonly<MergeTotals> {
    return this.#totals;
  }

  /** True when the newest quote of every symbol that the heartbeat counts is held. */
  covers(heartbeat: Heartbeat): boolean {
    return heartbeat.symbols > 0 && (this.#sums.get(heartbeat.epoch) ?? 0) >= heartbeat.count;
  }

  apply(quote: Quote, via: Via): Effect {
    if (via === 'stream') this.#streamEpoch = Math.max(this.#streamEpoch, quote.epoch);
    const effect = this.#place(quote, via);
    if (effect === 'repeat') this.#totals.repeated += 1;
    return effect;
  }

  #place(quote: Quote, via: Via): Effect {
    const entry = this.#entries.get(quote.symbol);
    if (via === 'core' && quote.epoch < this.#streamEpoch) return 'repeat';
    if (entry === undefined) {
      this.#entries.set(quote.symbol, { quote, received: 1, provisional: via === 'core', missing: new Ranges() });
      this.#count(quote, 1);
      this.#totals.received += 1;
      return 'update';
    }
    if (via === 'stream') this.#settle(entry, quote.seq);
    const current = entry.quote;
    const overrules = via === 'stream' ? entry.provisional : quote.epoch > current.epoch;
    if (quote.seq > current.seq && (quote.epoch >= current.epoch || overrules)) return this.#advance(entry, quote, via);
    if (overrules && isOther(quote, current)) {
      if (quote.seq === current.seq || quote.epoch > current.epoch) return this.#correct(entry, quote, via);
    }
    if (quote.seq === current.seq && via === 'stream') entry.provisional = false;
    return this.#fill(entry, quote.seq);
  }

  /** The stream has come to `seq`: what is missing below will never come. */
  #settle(entry: MutableEntry, seq: number): void {
    const lost = entry.missing.dropBelow(seq);
    this.#totals.lost += lost;
    this.#totals.missing -= lost;
  }

  #advance(entry: MutableEntry, quote: Quote, via: Via): Effect {
    const skipped = quote.seq - entry.quote.seq - 1;
    // In the stream's own order nothing can come later; by core, the stream will fill it.
    if (via === 'stream') {
      this.#totals.lost += skipped;
    } else {
      entry.missing.append(entry.quote.seq + 1, quote.seq - 1);
      this.#totals.missing += skipped;
    }
    this.#replace(entry, quote, via);
    entry.received += 1;
    this.#totals.received += 1;
    return 'update';
  }

  #correct(entry: MutableEntry, quote: Quote, via: Via): Effect {
    const before = entry.missing.size;
    entry.missing.dropFrom(quote.seq);
    const dropped = before - entry.missing.size;
    this.#totals.missing -= dropped;
    entry.received -= entry.quote.seq - quote.seq - dropped;
    this.#replace(entry, quote, via);
    this.#totals.corrected += 1;
    return 'correction';
  }

  #fill(entry: MutableEntry, seq: number): Effect {
    if (!entry.missing.take(seq)) return 'repeat';
    entry.received += 1;
    this.#totals.missing -= 1;
    this.#totals.filled += 1;
    this.#totals.received += 1;
    return 'fill';
  }

  #replace(entry: MutableEntry, quote: Quote, via: Via): void {
    this.#count(entry.quote, -1);
    this.#count(quote, 1);
    entry.quote = quote;
    entry.provisional = via === 'core';
  }

  #count(quote: Quote, sign: 1 | -1): void {
    const sum = (this.#sums.get(quote.epoch) ?? 0) + sign * quote.seq;
    if (sum === 0) this.#sums.delete(quote.epoch);
    else this.#sums.set(quote.epoch, sum);
  }
}

function isOther(a: Quote, b: Quote): boolean {
  return a.epoch !== b.epoch || a.seq !== b.seq;
}
