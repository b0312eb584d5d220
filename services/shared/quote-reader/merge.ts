import type { Heartbeat, Quote } from '@quotebridge/contracts/wire';
import { Ranges } from '@quotebridge/contracts/wire';

/** The path of a quote: the stream, complete and in order, or a core subscription, faster but provisional. */
export type Via = 'stream' | 'core';

/**
 * The effect of a quote on the merge.
 * - `update`: it is now the newest of its symbol.
 * - `correction`: it replaces a provisional quote that the stream refused, or that another epoch overrules.
 * - `fill`: it is older than the newest and was missing.
 * - `duplicate`: it was already known, or it is void.
 */
export type Effect = 'update' | 'correction' | 'fill' | 'duplicate';

/** One symbol's state. */
export interface Entry {
  /** The newest quote. */
  readonly quote: Quote;
  /**
   * How many distinct quotes of the symbol were received since this reader started: updates and fills, minus those
   * that a correction voided. So `quote.seq − received` grows exactly by what is missing or lost.
   */
  readonly received: number;
  /** The numbers below the newest that may still be filled. */
  readonly missing: Pick<Ranges, 'size' | 'clone'>;
}

interface MutableEntry {
  quote: Quote;
  received: number;
  provisional: boolean;
  missing: Ranges;
}

/** Sums over all symbols. `missing` may still be filled; `lost` cannot: the stream has passed it. */
export interface MergeTotals {
  received: number;
  duplicates: number;
  filled: number;
  corrected: number;
  missing: number;
  lost: number;
}

/**
 * Merges quotes from both paths into the newest of each symbol.
 *
 * A newer quote is applied; an older one only fills a gap. The stream is authoritative: it replaces a provisional quote of the
 * same or a lower `seq`, whatever the epochs are. A core quote of an epoch before the stream's newest is void.
 */
export class QuoteMerge {
  readonly #entries = new Map<string, MutableEntry>();
  /** Sum of the newest `seq` of each symbol, per epoch: compared with a heartbeat's `count`. */
  readonly #sums = new Map<number, number>();
  readonly #totals: MergeTotals = { received: 0, duplicates: 0, filled: 0, corrected: 0, missing: 0, lost: 0 };
  #streamEpoch = 0;

  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  get totals(): Readonly<MergeTotals> {
    return this.#totals;
  }

  /** Whether the newest quote of every symbol that the heartbeat counts was received. */
  covers(heartbeat: Heartbeat): boolean {
    return heartbeat.symbols > 0 && (this.#sums.get(heartbeat.epoch) ?? 0) >= heartbeat.count;
  }

  apply(quote: Quote, via: Via): Effect {
    if (via === 'stream') this.#streamEpoch = Math.max(this.#streamEpoch, quote.epoch);
    const effect = this.#place(quote, via);
    if (effect === 'duplicate') this.#totals.duplicates += 1;
    return effect;
  }

  #place(quote: Quote, via: Via): Effect {
    const entry = this.#entries.get(quote.symbol);
    if (via === 'core' && quote.epoch < this.#streamEpoch) return 'duplicate';
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

  /** The stream has reached `seq`: quotes missing below will never arrive. */
  #settle(entry: MutableEntry, seq: number): void {
    const lost = entry.missing.dropBelow(seq);
    this.#totals.lost += lost;
    this.#totals.missing -= lost;
  }

  #advance(entry: MutableEntry, quote: Quote, via: Via): Effect {
    const skipped = quote.seq - entry.quote.seq - 1;
    // The stream is in order, so a gap in it is final; a gap by core will be filled by the stream.
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
    if (!entry.missing.take(seq)) return 'duplicate';
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
