import { tupleHash } from './hash.ts';
import { compareMarks, fromMarkTuple, RunningHash } from './running-hash.ts';
import type { Comparison, MarkTuple } from './running-hash.ts';
import type { QuoteBatch, QuoteTuple } from './tuple.ts';

/** A symbol's marks lie that many quotes apart, at every observer. */
export const SYMBOL_MARK_EVERY = 64;

/**
 * The running hash of every symbol as a client in mode `every` receives it, to be compared with what the auditor of a site made of the stream
 * (`/v1/ledger/{symbol}`): counts alone hide that a quote was altered on the way. It covers what lies between two marks, so the first comparison takes
 * up to twice `SYMBOL_MARK_EVERY` quotes. Conflated quotes cannot be hashed: `QuoteAccount` accounts for them.
 */
export class QuoteHashes {
  readonly #hashes = new Map<string, RunningHash>();

  /** A snapshot: symbols that go on where they stopped keep their hash, others begin. */
  begin(snapshot: readonly QuoteBatch[]): void {
    const before = new Map(this.#hashes);
    this.#hashes.clear();
    for (const { quotes } of snapshot) {
      for (const [symbol, seq] of quotes) {
        const hash = before.get(symbol);
        this.#hashes.set(symbol, hash?.position === seq ? hash : new RunningHash(SYMBOL_MARK_EVERY, seq));
      }
    }
  }

  drop(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#hashes.delete(symbol);
  }

  /** An update. One that is not newer than the newest counts for nothing here: `QuoteAccount` counts it as a duplicate. */
  record(epoch: number, tuple: QuoteTuple): void {
    const [symbol, seq] = tuple;
    let hash = this.#hashes.get(symbol);
    if (hash === undefined) {
      hash = new RunningHash(SYMBOL_MARK_EVERY, seq - 1);
      this.#hashes.set(symbol, hash);
    }
    if (seq > hash.position) hash.append(seq, tupleHash(epoch, tuple));
  }

  /** Compares a symbol with the marks of an auditor. Throws `RangeError` when these are no marks. */
  compare(symbol: string, marks: readonly MarkTuple[]): Comparison {
    return compareMarks(this.#hashes.get(symbol)?.marks ?? [], marks.map(fromMarkTuple));
  }
}
