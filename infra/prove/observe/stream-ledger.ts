import type { Content } from './receiver.ts';

/** What a stream held of quotes since its ledger began. */
export interface StreamCounts {
  /** Messages of every kind. */
  readonly messages: number;
  readonly quotes: number;
  readonly symbols: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  /** Quotes with a number that came before with other content. */
  readonly conflicting: number;
}

type Newest = Map<string, number>;

/** Judges the messages of one stream in its order. A number that was skipped and came later counts as out of order, not as missing. Pure. */
export class StreamLedger {
  readonly digests = new Map<number, string>();
  /** The newest number of every symbol, from before this ledger too. */
  readonly #newest: Newest;
  readonly #absent = new Map<string, Set<number>>();
  readonly #contents = new Map<string, Map<number, Content>>();
  #position: number;
  readonly #quotesAt: number[] = [];
  #duplicates = 0;
  #outOfOrder = 0;
  #conflicting = 0;

  /** Begins after message `position`. */
  constructor(position: number, newest: Newest = new Map()) {
    this.#position = position;
    this.#newest = new Map(newest);
  }

  get position(): number {
    return this.#position;
  }

  get counts(): StreamCounts {
    let missing = 0;
    for (const absent of this.#absent.values()) missing += absent.size;
    return {
      messages: this.digests.size,
      quotes: this.#quotesAt.length,
      symbols: this.#contents.size,
      missing,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
      conflicting: this.#conflicting,
    };
  }

  contentOf(symbol: string, seq: number): Content | undefined {
    return this.#contents.get(symbol)?.get(seq);
  }

  /** How many quotes there are after one message, up to another one. */
  quotesBetween(after: number, through: number): number {
    return this.#quotesAt.filter((position) => position > after && position <= through).length;
  }

  /** A ledger that goes on where this one is. */
  continued(): StreamLedger {
    return new StreamLedger(this.#position, this.#newest);
  }

  takeOther(position: number, digest: string): void {
    this.#position = position;
    this.digests.set(position, digest);
  }

  takeQuote(position: number, digest: string, symbol: string, seq: number, content: Content): void {
    this.takeOther(position, digest);
    this.#quotesAt.push(position);
    let contents = this.#contents.get(symbol);
    if (contents === undefined) this.#contents.set(symbol, (contents = new Map()));
    const newest = this.#newest.get(symbol) ?? seq - 1;
    const before = contents.get(seq);
    if (before !== undefined && before.text !== content.text) this.#conflicting += 1;
    else if (seq > newest) this.#skip(symbol, newest + 1, seq);
    else if (this.#absent.get(symbol)?.delete(seq) === true) this.#outOfOrder += 1;
    else this.#duplicates += 1;
    this.#newest.set(symbol, Math.max(newest, seq));
    contents.set(seq, content);
  }

  #skip(symbol: string, from: number, to: number): void {
    if (from === to) return;
    const absent = this.#absent.get(symbol) ?? new Set<number>();
    for (let seq = from; seq < to; seq += 1) absent.add(seq);
    this.#absent.set(symbol, absent);
  }
}
