import { ServerClock } from '@quotebridge/client';
import { Cell } from './cell.ts';

/** The gateway's time, used to measure ages: estimated from its messages and advanced by this machine's monotonic clock. */
export class GatewayClock {
  /** As published last, in milliseconds since the Unix epoch; `null` before the gateway's first message. */
  readonly time = new Cell<number | null>(null);
  readonly #clock = new ServerClock();
  readonly #now: () => number;

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Starts over, for another gateway with another clock. */
  reset(): void {
    this.#clock.reset();
  }

  /** Reads the gateway's time from a message that has just arrived. Returns when it was sent, by this machine's clock. */
  read(gatewayTime: number): number {
    const now = this.#now();
    this.#clock.read(gatewayTime, now);
    return this.#clock.when(gatewayTime) ?? now;
  }

  /** The current time, or `null` before the gateway's first message. */
  at(): number | null {
    return this.#clock.at(this.#now());
  }

  publish(): void {
    const time = this.at();
    if (time !== null) this.time.set(time);
  }
}
