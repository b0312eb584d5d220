import type { GatewayStatus } from '@quotebridge/contracts/wire';
import type { QuoteAccountTotals } from '@quotebridge/client';

/** The figures in the board's footer, updated once a second. */
export interface Figures {
  /** The number of listed symbols, and of subscribed ones. */
  readonly symbols: number;
  readonly subscribed: number;
  readonly savings: Savings;
  readonly totals: QuoteAccountTotals;
  /** `null` while the gateway is silent: its last status may be out of date. */
  readonly status: GatewayStatus | null;
}

/** What was received in the last second, and what conflation saved. */
export interface Savings {
  readonly deliveriesPerSecond: number;
  readonly conflatedPerSecond: number;
  readonly bytesPerSecond: number;
}

export const NO_SAVINGS: Savings = { deliveriesPerSecond: 0, conflatedPerSecond: 0, bytesPerSecond: 0 };

/** The fraction of quotes that was conflated; `null` when there were none. */
export function conflatedShare({ deliveriesPerSecond, conflatedPerSecond }: Savings): number | null {
  const offered = deliveriesPerSecond + conflatedPerSecond;
  return offered === 0 ? null : conflatedPerSecond / offered;
}

/** Estimated size of the conflated quotes, from the average size of those received. */
export function bytesSavedPerSecond({ deliveriesPerSecond, conflatedPerSecond, bytesPerSecond }: Savings): number {
  return deliveriesPerSecond === 0 ? 0 : (bytesPerSecond / deliveriesPerSecond) * conflatedPerSecond;
}

/** Converts a running total to a rate over the time between two readings. */
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

/** Reads the three rates together. */
export class SavingsMeter {
  readonly #deliveries = new RateMeter();
  readonly #conflated = new RateMeter();
  readonly #bytes = new RateMeter();

  read(
    totals: { readonly received: number; readonly conflated: number; readonly bytes: number },
    now: number,
  ): Savings {
    return {
      deliveriesPerSecond: this.#deliveries.read(totals.received, now),
      conflatedPerSecond: this.#conflated.read(totals.conflated, now),
      bytesPerSecond: this.#bytes.read(totals.bytes, now),
    };
  }
}
