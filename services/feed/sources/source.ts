import type { Instrument } from '@quotebridge/contracts/wire';

/** A quote as a market source makes it, before the feed numbers it. */
export interface SourceQuote {
  readonly symbol: string;
  /** The schedule: whole milliseconds since the source's start. It never goes back. */
  readonly at: number;
  /** Prices are decimal strings. */
  readonly bid: string;
  readonly bidSize: number;
  readonly ask: string;
  readonly askSize: number;
  /** Price of the last trade. */
  readonly last: string;
}

/**
 * Where quotes come from. A source only defines which quote is due when; its reader does the waiting, so a slow reader does
 * not shift the schedule.
 */
export interface MarketSource {
  /** Every instrument that `quotes` may name. */
  readonly instruments: readonly Instrument[];
  /**
   * Quotes from the start, in the order of `at`, in chunks of up to `CHUNK_QUOTES` and never empty. Each call starts from the beginning. Ends when the source
   * is exhausted or `signal` aborts; open files are closed when the reader leaves the loop.
   */
  quotes(signal: AbortSignal): AsyncIterable<readonly SourceQuote[]>;
}

/** What the feed logs once all quotes of a source that ends are published. */
export const SOURCE_ENDED = 'the source has no more quotes';

/** Large enough that 50,000 quotes/s cost 100 awaits, small enough that a chunk is some hundred kilobytes at most. */
export const CHUNK_QUOTES = 512;
