import type { QuoteBatch, QuoteTuple, ResumePoint } from '@quotebridge/contracts/wire';

interface HeldQuote {
  readonly epoch: number;
  readonly tuple: QuoteTuple;
}

/** The newest quote of each symbol that a client has seen: what it need not be sent again. */
export class Held {
  readonly #quotes: Map<string, HeldQuote>;

  constructor(quotes: Iterable<readonly [string, HeldQuote]> = []) {
    this.#quotes = new Map(quotes);
  }

  take({ epoch, quotes }: QuoteBatch): void {
    for (const tuple of quotes) this.#quotes.set(tuple[0], { epoch, tuple });
  }

  /** Forgets what is not in the snapshot. */
  begin(snapshot: readonly QuoteBatch[]): void {
    this.#quotes.clear();
    for (const batch of snapshot) this.take(batch);
  }

  drop(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#quotes.delete(symbol);
  }

  /** What is held of some symbols at this moment: it does not follow what is taken later. */
  copy(symbols: readonly string[] | '*'): Held {
    if (symbols === '*') return new Held(this.#quotes);
    const wanted = new Set(symbols);
    return new Held([...this.#quotes].filter(([symbol]) => wanted.has(symbol)));
  }

  /** Whether what is held of a symbol is newer than what the other holds, or the other holds nothing of it. */
  isAheadOf(other: Held, symbol: string): boolean {
    const mine = this.#quotes.get(symbol);
    const theirs = other.#quotes.get(symbol);
    if (mine === undefined || theirs === undefined) return mine !== undefined;
    return mine.epoch === theirs.epoch ? mine.tuple[1] > theirs.tuple[1] : mine.epoch > theirs.epoch;
  }

  /** The symbols of which the newest quote is held here and not there; one that the other knows nothing of is gone. */
  aheadOf(other: Held): string[] {
    return [...this.#quotes.keys()].filter((symbol) => other.#quotes.has(symbol) && this.isAheadOf(other, symbol));
  }

  /** All that is held, as a gateway would say it first. */
  get snapshot(): readonly QuoteBatch[] {
    const byEpoch = new Map<number, QuoteTuple[]>();
    for (const { epoch, tuple } of this.#quotes.values()) {
      const tuples = byEpoch.get(epoch) ?? [];
      if (tuples.push(asBaseline(tuple)) === 1) byEpoch.set(epoch, tuples);
    }
    return Array.from(byEpoch, ([epoch, quotes]) => ({ epoch, quotes }));
  }

  get points(): ResumePoint[] {
    const byEpoch = new Map<number, Record<string, number>>();
    for (const [symbol, { epoch, tuple }] of this.#quotes) {
      const seqs = byEpoch.get(epoch) ?? {};
      seqs[symbol] = tuple[1];
      byEpoch.set(epoch, seqs);
    }
    return Array.from(byEpoch, ([epoch, seqs]) => ({ epoch, seqs }));
  }

  /**
   * The whole snapshot, from one that leaves out what is held. `null` when it leaves out anything else: a symbol that is held
   * here and no more there.
   */
  complete(snapshot: readonly QuoteBatch[], resumed: number): readonly QuoteBatch[] | null {
    const rest = new Map(this.#quotes);
    for (const { quotes } of snapshot) for (const [symbol] of quotes) rest.delete(symbol);
    if (rest.size !== resumed) return null;
    return [...snapshot, ...new Held(rest).snapshot];
  }
}

/** A snapshot's tuple replaces nothing. */
function asBaseline([symbol, seq, published, lag, bid, bidSize, ask, askSize, last]: QuoteTuple): QuoteTuple {
  return [symbol, seq, published, lag, bid, bidSize, ask, askSize, last, 0];
}
