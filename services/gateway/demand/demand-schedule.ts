import { DEMAND_REFRESH_MS, DEMAND_VALID_MS } from '@quotebridge/contracts/wire';
import type { Demand } from '@quotebridge/contracts/wire';
import type { DemandCounter } from './demand-counter.ts';

export type Counts = Pick<DemandCounter<object>, 'all' | 'count' | 'takeChanged'>;

/** Decides which numbers are due: those that changed, those that were published too long ago, and all after a reconnect. Pure. */
export class DemandSchedule {
  readonly #counts: Counts;
  readonly #instance: string;
  /** When each number other than 0 was published last, in milliseconds by a monotonic clock. */
  readonly #published = new Map<string | null, number>();
  #isComplete = false;

  constructor(counts: Counts, instance: string) {
    this.#counts = counts;
    this.#instance = instance;
  }

  /** Makes everything due again: what was published may not have arrived. */
  refresh(): void {
    this.#isComplete = false;
  }

  /** What to publish. Called once a second. `now` in milliseconds, by a monotonic clock, `time` since the Unix epoch. */
  due(now: number, time: number): Demand[] {
    const due = new Set(this.#counts.takeChanged());
    for (const symbol of this.#counts.all()) {
      if (!this.#isComplete || now - (this.#published.get(symbol) ?? -Infinity) >= DEMAND_REFRESH_MS) due.add(symbol);
    }
    this.#isComplete = true;
    return [...due].map((symbol) => {
      const clients = this.#counts.count(symbol);
      if (clients === 0) this.#published.delete(symbol);
      else this.#published.set(symbol, now);
      return { instance: this.#instance, symbol, clients, time, expires: time + DEMAND_VALID_MS };
    });
  }
}
