import type { QuoteBatch, QuoteTuple, ResumePoint } from '@quotebridge/contracts/wire';

interface HeldQuote {
  readonly epoch: number;
  readonly tuple: QuoteTuple;
}

/** The newest quote of each symbol that a client has received: a gateway need not send it again. */
export class HeldQuotes {
  readonly #quotes: Map<string, HeldQuote>;

  constructor(quotes: Iterable<readonly [string, HeldQuote]> = []) {
    this.#quotes = new Map(quotes);
  }

  apply({ epoch, quotes }: QuoteBatch): void {
    for (const tuple of quotes) this.#quotes.set(tuple[0], { epoch, tuple });
  }

  /** Holds what is in the snapshot and nothing else. */
  reset(snapshot: readonly QuoteBatch[]): void {
    this.#quotes.clear();
    for (const batch of snapshot) this.apply(batch);
  }

  remove(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#quotes.delete(symbol);
  }

  /** A copy of what is held of some symbols now. Later changes do not reach it. */
  copy(symbols: readonly string[] | '*'): HeldQuotes {
    if (symbols === '*') return new HeldQuotes(this.#quotes);
    const wanted = new Set(symbols);
    return new HeldQuotes([...this.#quotes].filter(([symbol]) => wanted.has(symbol)));
  }

  /** Whether the quote held of a symbol is newer than the other's, or the other holds none. */
  isNewerThan(other: HeldQuotes, symbol: string): boolean {
    const mine = this.#quotes.get(symbol);
    const theirs = other.#quotes.get(symbol);
    if (mine === undefined || theirs === undefined) return mine !== undefined;
    return mine.epoch === theirs.epoch ? mine.tuple[1] > theirs.tuple[1] : mine.epoch > theirs.epoch;
  }

  /** The symbols of which this holds a newer quote than the other. A symbol that the other does not hold has been withdrawn. */
  symbolsNewerThan(other: HeldQuotes): string[] {
    return [...this.#quotes.keys()].filter((symbol) => other.#quotes.has(symbol) && this.isNewerThan(other, symbol));
  }

  /** All held quotes, in the form of a gateway's snapshot. */
  get snapshot(): readonly QuoteBatch[] {
    const byEpoch = new Map<number, QuoteTuple[]>();
    for (const { epoch, tuple } of this.#quotes.values()) {
      const tuples = byEpoch.get(epoch) ?? [];
      if (tuples.push(asBaseline(tuple)) === 1) byEpoch.set(epoch, tuples);
    }
    return Array.from(byEpoch, ([epoch, quotes]) => ({ epoch, quotes }));
  }

  get resumePoints(): ResumePoint[] {
    const byEpoch = new Map<number, Record<string, number>>();
    for (const [symbol, { epoch, tuple }] of this.#quotes) {
      const seqs = byEpoch.get(epoch) ?? {};
      seqs[symbol] = tuple[1];
      byEpoch.set(epoch, seqs);
    }
    return Array.from(byEpoch, ([epoch, seqs]) => ({ epoch, seqs }));
  }

  /**
   * Completes a snapshot that leaves out `resumed` held quotes. Returns `null` when the number does not match what is held:
   * then a symbol that is held here no longer exists at the gateway.
   */
  complete(snapshot: readonly QuoteBatch[], resumed: number): readonly QuoteBatch[] | null {
    const rest = new Map(this.#quotes);
    for (const { quotes } of snapshot) for (const [symbol] of quotes) rest.delete(symbol);
    if (rest.size !== resumed) return null;
    return [...snapshot, ...new HeldQuotes(rest).snapshot];
  }
}

/** A snapshot's tuple conflates nothing. */
function asBaseline([symbol, seq, published, lag, bid, bidSize, ask, askSize, last]: QuoteTuple): QuoteTuple {
  return [symbol, seq, published, lag, bid, bidSize, ask, askSize, last, 0];
}
