import type { GatewayStatus } from '@quotebridge/contracts/wire';
import type { LedgerTotals } from '@quotebridge/client';

/** The sums at the foot of the board, once a second. */
export interface Figures {
  readonly symbols: number;
  readonly quotesPerSecond: number;
  readonly totals: LedgerTotals;
  /** `null` while the gateway is not heard: what it said last may have changed. */
  readonly status: GatewayStatus | null;
}

/** Turns a running total into a rate over the time between two readings. */
export class RateMeter {
  #total = 0;
  #at: number | null = null;
  #rate = 0;

  read(total: number, now: number): number {
    const elapsed = this.#at === null ? 0 : now - this.#at;
    if (this.#at !== null && elapsed > 0) this.#rate = ((total - this.#total) * 1_000) / elapsed;
    this.#total = total;
    this.#at = now;
    return this.#rate;
  }
}
