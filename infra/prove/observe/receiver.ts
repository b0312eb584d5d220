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
  /** The content of each quote received since the mark, the last that was shown of its number. */
  readonly contents: Contents;
  /** Whether it shows prices as fresh, and misses nothing that may still come. */
  readonly isWell: boolean;
  readonly freshness: FreshnessLog;
}

/** Contents of quotes by symbol and `seq`. */
export class Contents {
  readonly #bySymbol = new Map<string, Map<number, string>>();

  add(epoch: number, tuple: QuoteTuple): void {
    const [symbol, seq] = tuple;
    let bySeq = this.#bySymbol.get(symbol);
    if (bySeq === undefined) this.#bySymbol.set(symbol, (bySeq = new Map()));
    bySeq.set(seq, encodeTupleHead(fromTuple(epoch, tuple)));
  }

  addAll({ epoch, quotes }: QuoteBatch): void {
    for (const tuple of quotes) this.add(epoch, tuple);
  }

  clear(): void {
    this.#bySymbol.clear();
  }

  *[Symbol.iterator](): Generator<readonly [symbol: string, seq: number, content: string]> {
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

/** What a receiver showed of its prices since the last mark, look by look. Pure. */
export class FreshnessLog {
  #lastStaleAt: number | null = null;
  #staleMs = 0;
  #previousAt: number | null = null;
  #oldestFreshMs = 0;
  readonly #reasons = new Set<string>();

  mark(): void {
    this.#lastStaleAt = null;
    this.#staleMs = 0;
    this.#previousAt = null;
    this.#oldestFreshMs = 0;
    this.#reasons.clear();
  }

  record({ at, stale, age }: Look): void {
    if (stale === null) {
      this.#oldestFreshMs = Math.max(this.#oldestFreshMs, age ?? 0);
    } else {
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

  /** The greatest age of the newest quote while prices were shown as fresh, in milliseconds. */
  get oldestFreshMs(): number {
    return this.#oldestFreshMs;
  }

  get reasons(): readonly string[] {
    return [...this.#reasons];
  }
}
