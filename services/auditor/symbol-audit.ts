import {
  fromMarkTuple,
  quoteHash,
  Ranges,
  RecentContents,
  RunningHash,
  SYMBOL_MARK_EVERY,
  toMarkTuple,
} from '@quotebridge/contracts';
import type { MarkTuple, Quote, SymbolAccount } from '@quotebridge/contracts';

/** So many runs of missing numbers are remembered. Those before them stay missing. */
const MAX_RANGES = 64;

/**
 * What a quote was: the next number or a greater one; a missing one; one that had come; one that had come with other content.
 */
export type Finding = 'next' | 'late' | 'duplicate' | 'conflicting';

/** What of a symbol survives a restart. */
export interface SymbolState {
  readonly from: number;
  readonly epoch: number;
  /** Covers everything received. */
  readonly mark: MarkTuple;
  /** Runs of numbers skipped, first and last. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
  /** Numbers skipped whose runs are not remembered. */
  readonly forgotten: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  readonly conflicting: number;
}

/** Compares the quotes of one symbol with the rule that `seq` grows by exactly 1. Its memory is bounded. Pure. */
export class SymbolAudit {
  readonly #from: number;
  readonly #hash: RunningHash;
  readonly #ranges = new Ranges();
  readonly #contents = new RecentContents();
  #epoch: number;
  #forgotten: number;
  #duplicates: number;
  #outOfOrder: number;
  #conflicting: number;

  constructor(state: SymbolState) {
    this.#from = state.from;
    this.#epoch = state.epoch;
    this.#hash = new RunningHash(SYMBOL_MARK_EVERY, { mark: fromMarkTuple(state.mark) });
    for (const [first, last] of state.ranges) this.#ranges.append(first, last);
    this.#forgotten = state.forgotten;
    this.#duplicates = state.duplicates;
    this.#outOfOrder = state.outOfOrder;
    this.#conflicting = state.conflicting;
  }

  /** Of a symbol whose first quote is to have the number `from`. */
  static from(from: number): SymbolAudit {
    const mark: MarkTuple = [from - 1, 0, '0'.repeat(16)];
    return new SymbolAudit({
      from,
      epoch: 0,
      mark,
      ranges: [],
      forgotten: 0,
      duplicates: 0,
      outOfOrder: 0,
      conflicting: 0,
    });
  }

  /** The newest number. */
  get seq(): number {
    return this.#hash.position;
  }

  get missing(): number {
    return this.#ranges.size + this.#forgotten;
  }

  take(quote: Quote): Finding {
    const { seq } = quote;
    const hash = quoteHash(quote);
    if (seq > this.seq) {
      this.#skip(this.seq + 1, seq - 1);
      this.#contents.remember(seq, hash);
      this.#hash.append(seq, hash);
      this.#epoch = quote.epoch;
      return 'next';
    }
    if (this.#ranges.take(seq)) {
      this.#outOfOrder += 1;
      this.#contents.remember(seq, hash);
      this.#hash.insert(seq, hash);
      return 'late';
    }
    if (this.#contents.isConflicting(seq, hash)) {
      this.#conflicting += 1;
      return 'conflicting';
    }
    this.#duplicates += 1;
    return 'duplicate';
  }

  account(symbol: string): SymbolAccount {
    const { mark, marks } = this.#hash;
    return {
      symbol,
      from: this.#from,
      seq: mark.position,
      epoch: this.#epoch,
      received: mark.count,
      missing: this.missing,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
      conflicting: this.#conflicting,
      marks: [...marks.filter(({ position }) => position < mark.position), mark].map(toMarkTuple),
    };
  }

  get state(): SymbolState {
    return {
      from: this.#from,
      epoch: this.#epoch,
      mark: toMarkTuple(this.#hash.mark),
      ranges: this.#ranges.all.map(({ from, to }) => [from, to]),
      forgotten: this.#forgotten,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
      conflicting: this.#conflicting,
    };
  }

  #skip(first: number, last: number): void {
    this.#ranges.append(first, last);
    const oldest = this.#ranges.all.length > MAX_RANGES ? this.#ranges.all[0] : undefined;
    if (oldest !== undefined) this.#forgotten += this.#ranges.dropBelow(oldest.to + 1);
  }
}
