import type { StoredQuote } from '@quotebridge/quote-reader';
import { candleOf, joinCandles } from './candle.ts';
import type { Candle } from './candle.ts';
import { alignedStart } from './interval.ts';
import type { Interval } from './interval.ts';

/** The most candles that a series holds and an answer has. */
export const MAX_CANDLES = 1_000;

/**
 * The candles of one symbol and interval, oldest first, made of the stream's quotes in the stream's order. An interval without a
 * quote has no candle. The quote's `published` says which interval it is in: a quote that was stored late still counts where it
 * belongs.
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

  /** From when on it is complete: later than at first when the oldest candles had to go. */
  get from(): number {
    return this.#from;
  }

  /** The number in the stream of the last quote that it took. */
  get through(): number {
    return this.#through;
  }

  get candles(): readonly Candle[] {
    return this.#candles;
  }

  /** Takes a quote, once: one at or before `through` is known already. */
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
