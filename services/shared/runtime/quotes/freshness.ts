import { STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { Heartbeat } from '@quotebridge/contracts/wire';
import type { Via } from './merge.ts';

export interface Freshness {
  /** `null` while prices are fresh; else since when they are not, in milliseconds since the Unix epoch. */
  readonly staleSince: number | null;
  /** True while the stream itself is followed closely, so that nothing is waiting to be filled in. */
  readonly complete: boolean;
  /** The newest heartbeat heard, whether its quotes have all come or not. */
  readonly heartbeat: Heartbeat | null;
}

/**
 * Tells fresh from stale by the feed's heartbeats alone, never by the state of a connection.
 *
 * A heartbeat vouches for the prices when it is younger than `STALE_AFTER_MS` and every quote that it counts has come. Its
 * age is this machine's clock against the feed's, so the sites' clocks must agree to well under a second.
 */
export class FreshnessWatch {
  readonly #startedAt: number;
  #heard: Heartbeat | null = null;
  #vouched: Heartbeat | null = null;
  #streamTime = 0;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  hear(heartbeat: Heartbeat, via: Via): void {
    if (this.#heard === null || heartbeat.time >= this.#heard.time) this.#heard = heartbeat;
    if (via === 'stream') this.#streamTime = Math.max(this.#streamTime, heartbeat.time);
  }

  /** `covers` tells whether the newest quote of every symbol that a heartbeat counts has come. */
  check(now: number, covers: (heartbeat: Heartbeat) => boolean): Freshness {
    if (this.#heard !== null && this.#heard !== this.#vouched && covers(this.#heard)) this.#vouched = this.#heard;
    const vouchedAt = this.#vouched?.time ?? this.#startedAt;
    const fresh = this.#vouched !== null && now - vouchedAt <= STALE_AFTER_MS;
    return {
      staleSince: fresh ? null : vouchedAt,
      complete: fresh && now - this.#streamTime <= STALE_AFTER_MS,
      heartbeat: this.#heard,
    };
  }
}
