import { encodeTupleHead, fromTuple } from '@quotebridge/contracts/wire';
import type { QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';

/** What a receiver counted since it was last marked. */
export interface ReceiverCounts {
  readonly received: number;
  /** Replaced by a newer one before they were sent, as the gateway reports. */
  readonly conflated: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  /** Passed while it was disconnected: its next snapshot is newer. */
  readonly passed: number;
  readonly reconnects: number;
}

/** A client that judges what it receives. */
export interface Receiver extends Disposable {
  readonly name: string;
  /** For the report. */
  readonly what: string;
  /** Counts from here on. */
  mark(): void;
  readonly counts: ReceiverCounts;
  /** Each quote received since the mark, the last that was shown of its number. */
  readonly contents: Contents;
  /** Whether it shows prices as fresh. */
  readonly isFresh: boolean;
  /** Whether it also misses nothing that may still come. */
  readonly isWell: boolean;
  readonly freshness: FreshnessLog;
}

/** What a quote was: its epoch, and the rest of it. */
export interface Content {
  readonly epoch: number;
  readonly text: string;
}

/** Contents of quotes by symbol and `seq`. */
export class Contents {
  readonly #bySymbol = new Map<string, Map<number, Content>>();

  add(epoch: number, tuple: QuoteTuple): void {
    const [symbol, seq] = tuple;
    let bySeq = this.#bySymbol.get(symbol);
    if (bySeq === undefined) this.#bySymbol.set(symbol, (bySeq = new Map()));
    bySeq.set(seq, { epoch, text: encodeTupleHead(fromTuple(epoch, tuple)) });
  }

  addAll({ epoch, quotes }: QuoteBatch): void {
    for (const tuple of quotes) this.add(epoch, tuple);
  }

  clear(): void {
    this.#bySymbol.clear();
  }

  *[Symbol.iterator](): Generator<readonly [symbol: string, seq: number, content: Content]> {
    for (const [symbol, bySeq] of this.#bySymbol) for (const [seq, content] of bySeq) yield [symbol, seq, content];
  }
}

/** What one look at a receiver shows. Times on the monotonic clock, in milliseconds. */
interface Look {
  readonly at: number;
  /** Why it shows prices as stale; `null` while fresh. */
  readonly stale: string | null;
  /** Age of the newest quote that it shows, in milliseconds. */
  readonly age: number | null;
}

/** Prices that are older, in milliseconds, must not look fresh: twice the bound of 2.5 s, so that stalls of the machine do not count. */
const OLD_AFTER_MS = 5_000;

/** What a receiver showed of its prices since the last mark, look by look. Pure. */
export class FreshnessLog {
  #lastStaleAt: number | null = null;
  #staleMs = 0;
  #previousAt: number | null = null;
  #oldSince: number | null = null;
  #freshWhileOldMs = 0;
  readonly #reasons = new Set<string>();

  mark(): void {
    this.#lastStaleAt = null;
    this.#staleMs = 0;
    this.#previousAt = null;
    this.#oldSince = null;
    this.#freshWhileOldMs = 0;
    this.#reasons.clear();
  }

  record({ at, stale, age }: Look): void {
    if (stale === null && age !== null && age > OLD_AFTER_MS) {
      this.#oldSince ??= at;
      this.#freshWhileOldMs = Math.max(this.#freshWhileOldMs, at - this.#oldSince);
    } else {
      this.#oldSince = null;
    }
    if (stale !== null) {
      this.#reasons.add(stale);
      this.#lastStaleAt = at;
      this.#staleMs += at - (this.#previousAt ?? at);
    }
    this.#previousAt = at;
  }

  /** When prices were last shown as stale, on the monotonic clock; `null` when they never were. */
  get lastStaleAt(): number | null {
    return this.#lastStaleAt;
  }

  /** How long prices were shown as stale, in milliseconds. */
  get staleMs(): number {
    return this.#staleMs;
  }

  /** The longest time, in milliseconds, for which prices were shown as fresh although the newest was older than `OLD_AFTER_MS`. */
  get freshWhileOldMs(): number {
    return this.#freshWhileOldMs;
  }

  get reasons(): readonly string[] {
    return [...this.#reasons];
  }
}
