import type { StoredQuote } from '@quotebridge/quote-reader';
import { candleOf, joinCandles } from './candle.ts';
import type { Candle } from './candle.ts';
import { alignedStart } from './interval.ts';
import type { Interval } from './interval.ts';

/** Maximum number of candles in a series and in a response. */
export const MAX_CANDLES = 1_000;

/**
 * The candles of one symbol and interval, oldest first, built from the stream's quotes in order. An interval without a quote has
 * no candle. `published` determines the interval of a quote, so a quote that was stored late is still counted where it belongs.
 */
export class CandleSeries {
  readonly interval: Interval;
  readonly #candles: Candle[] = [];
  #from: number;
  #through = 0;

  /** @param from the time from which on it is complete, in milliseconds since the Unix epoch */
  constructor(interval: Interval, from: number) {
    this.interval = interval;
    this.#from = alignedStart(from, interval);
  }

  /** The time from which on it is complete: grows when the oldest candles are dropped. */
  get from(): number {
    return this.#from;
  }

  /** The stream sequence number of the last quote added. */
  get through(): number {
    return this.#through;
  }

  get candles(): readonly Candle[] {
    return this.#candles;
  }

  /** Adds a quote once: those up to `through` are ignored. */
  take({ quote, streamSeq }: StoredQuote): void {
    if (streamSeq <= this.#through) return;
    this.#through = streamSeq;
    const start = alignedStart(quote.published, this.interval);
    if (start < this.#from) return;
    const index = this.#candles.findLastIndex((candle) => candle.start <= start);
    const before = this.#candles[index];
    const candle = candleOf(quote, start);
    if (before?.start === start) this.#candles[index] = joinCandles(before, candle);
    else this.#candles.splice(index + 1, 0, candle);
    if (this.#candles.length > MAX_CANDLES) {
      this.#candles.shift();
      this.#from = this.#candles[0]?.start ?? this.#from;
    }
  }
}
