import type { Quote } from '@quotebridge/contracts/wire';
import type { Entry, QuoteChange, Ranges } from '@quotebridge/runtime';
import type { FieldSet } from './field-set.ts';
import { encodeTuple } from './packets.ts';
import type { Position } from './track.ts';

/** A quote's text with one choice of fields. */
interface Encoding {
  quote: Quote;
  head: string;
  /** The tuple that was finished last: clients that keep pace all share it. */
  tuple: Buffer;
  folded: number;
}

/** What the conflator knows of a symbol, and who is subscribed to it. */
export class SymbolState {
  readonly name: string;
  /** Drawn by lot: sums of them tell sets of symbols apart without looking at each. */
  readonly lot = Math.floor(Math.random() * 2 ** 36);
  readonly positions = new Set<Position>();
  /** Those whose first quote came while older ones were missing, with what was: those are no business of the client's. */
  readonly late = new Map<Position, Ranges>();
  entry: Entry | null = null;
  readonly #encodings: (Encoding | undefined)[] = [];

  constructor(name: string) {
    this.name = name;
  }

  apply(effect: QuoteChange['effect'], seq: number, entry: Entry): void {
    this.entry = entry;
    if (this.late.size > 0) this.#settleLate(effect, seq, entry);
  }

  /** The tuple of a quote. It is encoded once for each choice of fields; `onEncode` is told when that is done. */
  tuple(quote: Quote, folded: number, fields: FieldSet, onEncode: (quote: Quote) => void): Buffer {
    let encoding = this.#encodings[fields.id];
    if (encoding?.quote === quote) {
      if (encoding.folded === folded) return encoding.tuple;
      encoding.tuple = encodeTuple(encoding.head, folded);
    } else {
      const head = fields.encodeHead(quote);
      encoding = { quote, head, tuple: encodeTuple(head, folded), folded };
      this.#encodings[fields.id] = encoding;
      onEncode(quote);
    }
    encoding.folded = folded;
    return encoding.tuple;
  }

  /** Leaves out of the late clients' accounts what was missing before they came. */
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
