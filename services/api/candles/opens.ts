import type { StoredQuote } from '@quotebridge/quote-reader';
import pLimit from 'p-limit';
import type { LatestStored } from '../stream/latest.ts';
import type { Start, StreamReads } from '../stream/reads.ts';
import { CLOCKS_DIFFER_MS } from './build.ts';
import { alignedStart } from './interval.ts';

/** How many symbols are read from the stream at a time. */
const READS_AT_ONCE = 32;
const BATCH = 500;

/** The open of an instrument's day. */
export interface Open {
  readonly symbol: string;
  /** Trade price of the day's first quote, a decimal string. */
  readonly open: string;
  readonly seq: number;
}

export interface DayOpensOptions {
  readonly reads: Pick<StreamReads, 'batch'>;
  readonly latest: Pick<LatestStored, 'bySymbol'>;
}

/**
 * The opens of the current UTC day, each read from the stream once. The first quote after midnight is one direct get, while the
 * day's candle would read all quotes since.
 */
export class DayOpens {
  readonly #options: DayOpensOptions;
  readonly #limit = pLimit(READS_AT_ONCE);
  #day = Number.NEGATIVE_INFINITY;
  #opens = new Map<string, Promise<Open | null>>();

  constructor(options: DayOpensOptions) {
    this.#options = options;
  }

  /** Clears everything: the stream was recreated. */
  reset(): void {
    this.#opens = new Map();
  }

  /** The opens of the symbols that have been quoted on the UTC day of `now`. Throws `StreamReadError`. */
  async of(symbols: readonly string[], now: number): Promise<readonly Open[]> {
    const day = alignedStart(now, '1d');
    if (day !== this.#day) {
      this.#day = day;
      this.#opens = new Map();
    }
    const opens = await Promise.all(symbols.map((symbol) => this.#open(symbol, day)));
    return opens.filter((open) => open !== null);
  }

  #open(symbol: string, day: number): Promise<Open | null> {
    const opens = this.#opens;
    const known = opens.get(symbol);
    if (known !== undefined) return known;
    const newest = this.#options.latest.bySymbol.get(symbol);
    if (newest === undefined || newest.quote.published < day) return Promise.resolve(null);
    const reading = this.#limit(() => readOpen(this.#options.reads, symbol, day, newest.streamSeq));
    opens.set(symbol, reading);
    // Opens that were not found or could not be read are read again on the next request.
    const forget = () => opens.get(symbol) === reading && opens.delete(symbol);
    reading.then((open) => open ?? forget(), forget);
    return reading;
  }
}

async function readOpen(
  reads: Pick<StreamReads, 'batch'>,
  symbol: string,
  day: number,
  until: number,
): Promise<Open | null> {
  let start: Start = { stored: Math.max(0, day - CLOCKS_DIFFER_MS) };
  // If the stream begins after midnight, its first quote is the open.
  for (let count = 1; ; count = BATCH) {
    const { quotes, through } = await reads.batch(symbol, start, count);
    const first = quotes.find((stored) => isOfDay(stored, day));
    if (first !== undefined) return { symbol, open: first.quote.last, seq: first.quote.seq };
    if (through === null || through >= until) return null;
    start = { streamSeq: through + 1 };
  }
}

function isOfDay({ quote }: StoredQuote, day: number): boolean {
  return alignedStart(quote.published, '1d') === day;
}
