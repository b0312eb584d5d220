import { tupleHash } from './hash.ts';
import { Ranges } from './ranges.ts';
import { RecentContents } from './recent-contents.ts';
import { compareMarks, fromMarkTuple, RunningHash } from './running-hash.ts';
import type { Comparison, MarkTuple } from './running-hash.ts';
import type { QuoteBatch, QuoteTuple } from './tuple.ts';

/** A symbol's marks lie that many quotes apart, at every observer. */
export const SYMBOL_MARK_EVERY = 64;
/** So many runs of skipped numbers are remembered of a symbol: a quote of an older one that comes late counts for nothing. */
const MAX_RANGES = 64;

/**
 * The running hash of every symbol as a client in mode `every` receives it, to be compared with what the auditor of a site made of the stream
 * (`/v1/ledger/{symbol}`): counts alone hide that a quote was altered on the way. It covers what lies between two marks, so the first comparison takes
 * up to twice `SYMBOL_MARK_EVERY` quotes. Conflated quotes cannot be hashed: `QuoteAccount` accounts for them.
 */
export class QuoteHashes {
  readonly #symbols = new Map<string, SymbolHash>();
  #conflicting = 0;

  /** How many quotes came again with different content in the same epoch, among the newest of each symbol. */
  get conflicting(): number {
    return this.#conflicting;
  }

  /** A snapshot: symbols that go on where they stopped keep their hash, others begin. */
  begin(snapshot: readonly QuoteBatch[]): void {
    const before = new Map(this.#symbols);
    this.#symbols.clear();
    for (const { epoch, quotes } of snapshot) {
      for (const [symbol, seq] of quotes) {
        const known = before.get(symbol);
        this.#symbols.set(symbol, known?.hash.position === seq ? known : startAfter(epoch, seq));
      }
    }
  }

  /** The snapshot of symbols that were added to the subscription. */
  join(snapshot: readonly QuoteBatch[]): void {
    for (const { epoch, quotes } of snapshot) {
      for (const [symbol, seq] of quotes) this.#symbols.set(symbol, startAfter(epoch, seq));
    }
  }

  drop(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#symbols.delete(symbol);
  }

  /**
   * An update. A late one takes the place that was skipped. One that comes again counts for nothing here, unless its content conflicts: `QuoteAccount`
   * counts it as a duplicate.
   */
  record(epoch: number, tuple: QuoteTuple): void {
    const [symbol, seq] = tuple;
    let known = this.#symbols.get(symbol);
    // A gateway that goes to another epoch may go back in the sequence: what this one had is replaced.
    if (known === undefined || (known.epoch !== epoch && seq <= known.hash.position)) {
      known = startAfter(epoch, seq - 1);
      this.#symbols.set(symbol, known);
    }
    const hash = tupleHash(epoch, tuple);
    if (seq > known.hash.position) {
      known.epoch = epoch;
      skip(known.skipped, known.hash.position + 1, seq - 1);
      known.hash.append(seq, hash);
      known.contents.remember(seq, hash);
    } else if (known.skipped.take(seq)) {
      known.hash.insert(seq, hash);
      known.contents.remember(seq, hash);
    } else if (known.contents.isConflicting(seq, hash)) {
      this.#conflicting += 1;
    }
  }

  /** Compares a symbol with the marks of an auditor. Throws `RangeError` when these are no marks. */
  compare(symbol: string, marks: readonly MarkTuple[]): Comparison {
    return compareMarks(this.#symbols.get(symbol)?.hash.marks ?? [], marks.map(fromMarkTuple));
  }
}

interface SymbolHash {
  epoch: number;
  readonly hash: RunningHash;
  readonly contents: RecentContents;
  readonly skipped: Ranges;
}

function startAfter(epoch: number, seq: number): SymbolHash {
  return {
    epoch,
    hash: new RunningHash(SYMBOL_MARK_EVERY, seq),
    contents: new RecentContents(),
    skipped: new Ranges(),
  };
}

function skip(ranges: Ranges, first: number, last: number): void {
  ranges.append(first, last);
  const [oldest] = ranges.all;
  if (oldest !== undefined && ranges.all.length > MAX_RANGES) ranges.dropBelow(oldest.to + 1);
}
