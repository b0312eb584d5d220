import { encodeTupleHead } from '@quotebridge/contracts/wire';
import type { Quote } from '@quotebridge/contracts/wire';
import type { Entry, QuoteChange, Ranges } from '@quotebridge/quote-reader';
import { encodeTuple } from './packets.ts';

/** A quote as it stands in packets. */
interface Encoding {
  quote: Quote;
  head: string;
  /** The tuple that was finished last: clients that keep pace all share it. */
  tuple: Buffer;
  conflated: number;
}

/** A subscriber of one symbol, with the symbol's `gap` as far as the subscriber knows of it. */
export interface GapHolder {
  gap: number;
}

/** What the conflator knows of a symbol, and who is subscribed to it. */
export class SymbolState<Position extends GapHolder> {
  readonly name: string;
  /** Random: sums of these hash sets of symbols, whatever the order in which they were added. */
  readonly hashSeed = Math.floor(Math.random() * 2 ** 36);
  readonly positions = new Set<Position>();
  /** Those whose first quote came while older ones were missing, with what was: it does not count for them. */
  readonly late = new Map<Position, Ranges>();
  entry: Entry | null = null;
  #encoding: Encoding | null = null;

  constructor(name: string) {
    this.name = name;
  }

  apply(effect: QuoteChange['effect'], seq: number, entry: Entry): void {
    this.entry = entry;
    if (this.late.size > 0) this.#settleLate(effect, seq, entry);
  }

  /** The tuple of a quote. A quote is encoded once, and `onEncode` called then. */
  tuple(quote: Quote, conflated: number, onEncode: (quote: Quote) => void): Buffer {
    const known = this.#encoding;
    if (known?.quote === quote) {
      if (known.conflated !== conflated) {
        known.tuple = encodeTuple(known.head, conflated);
        known.conflated = conflated;
      }
      return known.tuple;
    }
    const head = encodeTupleHead(quote);
    const tuple = encodeTuple(head, conflated);
    this.#encoding = { quote, head, tuple, conflated };
    onEncode(quote);
    return tuple;
  }

  /** Leaves out of the late subscribers' accounts what was missing before they came. */
  #settleLate(effect: QuoteChange['effect'], seq: number, entry: Entry): void {
    for (const [position, missing] of this.late) {
      if (effect === 'fill') {
        if (missing.take(seq)) position.gap -= 1;
      } else if (effect === 'correction') {
        const before = missing.size;
        missing.dropFrom(seq);
        position.gap -= before - missing.size;
      }
    }
    if (entry.missing.size === 0) this.late.clear();
  }
}
