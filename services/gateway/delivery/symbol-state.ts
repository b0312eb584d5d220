import { encodeTupleHead } from '@quotebridge/contracts/wire';
import type { Quote, Ranges } from '@quotebridge/contracts/wire';
import type { Entry, QuoteChange } from '@quotebridge/quote-reader';
import { encodeTuple } from './packets.ts';

/** A quote's encoded form. */
interface Encoding {
  quote: Quote;
  head: string;
  /** The tuple that was encoded last: all clients that keep up share it. */
  tuple: Buffer;
  conflated: number;
}

/** A subscriber of one symbol, with the part of the symbol's `gap` that the subscriber has seen. */
export interface GapHolder {
  gap: number;
}

/** A symbol's newest quote and its subscribers. */
export class SymbolState<Position extends GapHolder> {
  readonly name: string;
  /** Random: the sum over a set of symbols is the set's hash, whatever the order in which they were added. */
  readonly hashSeed = Math.floor(Math.random() * 2 ** 36);
  readonly positions = new Set<Position>();
  /** Subscribers that joined while quotes were missing, with those quotes: they do not count in the subscriber's account. */
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

  /** The encoded tuple of a quote. A quote is encoded once, with a call of `onEncode`. */
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

  /** Keeps quotes that were missing before late subscribers joined out of their accounts. */
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
