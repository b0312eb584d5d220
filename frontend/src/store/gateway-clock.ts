import { ServerClock } from '@quotebridge/client';
import { Cell } from './cell.ts';

/** The gateway's time, which ages are measured by: estimated from what it says, kept by this machine's monotonic clock. */
export class GatewayClock {
  /** As it was published last; `null` before the gateway has said so. In milliseconds since the Unix epoch. */
  readonly time = new Cell<number | null>(null);
  readonly #clock = new ServerClock();
  readonly #now: () => number;

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Another gateway answers, whose clock differs. */
  reset(): void {
    this.#clock.reset();
  }

  /** Takes the gateway's time from a message that came just now. Returns when that was, by this machine's clock. */
  read(gatewayTime: number): number {
    const now = this.#now();
    this.#clock.read(gatewayTime, now);
    return this.#clock.when(gatewayTime) ?? now;
  }

  /** Now, or `null` before the gateway has said so. */
  at(): number | null {
    return this.#clock.at(this.#now());
  }

  publish(): void {
    const time = this.at();
    if (time !== null) this.time.set(time);
  }
}
