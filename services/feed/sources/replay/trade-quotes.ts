import { PriceGrid } from '../price-grid.ts';

/**
 * Makes quotes of one instrument's trades.
 *
 * The tick rule decides the side of each trade (Lee and Ready, "Inferring Trade Direction from Intraday Data", Journal of
 * Finance 46, 1991): a trade above the one before is at the ask, one below at the bid, and one at the same price on the same
 * side as before. The first is at the ask. The other side is the instrument's typical spread away. A trade between two ticks is
 * inside the quote.
 */
export class TradeQuotes {
  readonly #grid: PriceGrid;
  readonly #spreadTicks: number;
  #last: number | undefined;
  #metAsk = true;

  constructor(tickSize: string, spreadTicks: number) {
    this.#grid = new PriceGrid(tickSize);
    this.#spreadTicks = spreadTicks;
  }

  /** Throws `RangeError` for a price too large to be counted in ticks. */
  around(price: string): { bid: string; ask: string } {
    const bidTicks = this.#bidTicks(price);
    return { bid: this.#grid.format(bidTicks), ask: this.#grid.format(bidTicks + this.#spreadTicks) };
  }

  #bidTicks(price: string): number {
    const [below, above] = [this.#grid.floor(price), this.#grid.ceil(price)];
    const value = Number(price);
    if (this.#last !== undefined && value !== this.#last) this.#metAsk = value > this.#last;
    this.#last = value;
    return this.#metAsk ? above - this.#spreadTicks : below;
  }
}
