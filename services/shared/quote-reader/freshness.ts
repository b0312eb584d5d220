import { CLOCK_BOUND_MS, isLaterHeartbeat, STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { Heartbeat } from '@quotebridge/contracts/wire';
import type { Moment } from '@quotebridge/service-kit';
import { FeedClock } from './feed-clock.ts';
import type { Via } from './merge.ts';

/** Smaller changes of a wall-clock time are drift, in milliseconds. */
const SAME_MOMENT_MS = 500;

/** What the feed's heartbeats prove about the prices. */
export interface Coverage {
  /** True while prices are certain to be younger than `STALE_AFTER_MS`. */
  readonly fresh: boolean;
  /** Up to when prices were covered, in milliseconds since the Unix epoch by this machine's clock; before that, the start of this reader. */
  readonly since: number;
  /** True while the stream itself is fresh, so that no gap remains to be filled. */
  readonly complete: boolean;
  /** Milliseconds by which this machine's clock is ahead of the feed's; `null` while unknown. */
  readonly clockOffset: number | null;
  readonly clocksDisagree: boolean;
  /** Milliseconds since the last live heartbeat was received, or since this reader started. */
  readonly silence: number;
  /** Delay of the newest heartbeat in milliseconds, by the feed's clock; `null` while unknown. */
  readonly delay: number | null;
  /** How far the feed was behind its own schedule when it sent the newest heartbeat, in milliseconds. */
  readonly behindSchedule: number;
}

interface Received {
  readonly heartbeat: Heartbeat;
  /** By the monotonic clock. */
  readonly at: number;
  /** Its time is ahead of our clock by more than the bound. */
  readonly isFuture: boolean;
}

/**
 * Decides between fresh and stale by the feed's heartbeats alone, never by the state of a connection.
 *
 * A heartbeat covers the prices when every quote that it counts was received, it is younger than `STALE_AFTER_MS`, and the clocks
 * agree. Its age is the greater of two: the time since it was received, by the monotonic clock, and the time since it was sent, by
 * the estimated clock of the feed. So a heartbeat that was delayed or read from storage keeps its real age, and one from the future
 * covers nothing.
 */
export class FreshnessWatch {
  readonly #clock = new FeedClock();
  #newest: Received | null = null;
  #newestOfStream: Received | null = null;
  #covering: Received | null = null;
  #liveAt: number;
  #coveredAt: number;
  #staleSince: number | null = null;

  constructor(startedAt: Moment) {
    this.#liveAt = startedAt.monotonic;
    this.#coveredAt = startedAt.monotonic;
  }

  /** `live` is false for a heartbeat stored before this reader started: its time of receipt proves nothing. */
  receive(heartbeat: Heartbeat, via: Via, at: Moment, live: boolean): void {
    const received = { heartbeat, at: at.monotonic, isFuture: sentAt(heartbeat) - at.wall > CLOCK_BOUND_MS };
    if (via === 'stream' && isLater(received, this.#newestOfStream)) this.#newestOfStream = received;
    if (!isLater(received, this.#newest)) return;
    this.#newest = received;
    if (live) this.#liveAt = at.monotonic;
    this.#clock.read(sentAt(heartbeat), at, live);
  }

  /** `covers`: whether the newest quote of every symbol that a heartbeat counts was received. */
  check(now: Moment, covers: (heartbeat: Heartbeat) => boolean): Coverage {
    const newest = this.#newest;
    if (newest !== null && newest !== this.#covering && !newest.isFuture && covers(newest.heartbeat)) {
      this.#covering = newest;
    }
    const clocksDisagree = this.#clock.disagrees(now);
    const age = this.#covering === null || clocksDisagree ? null : this.#age(this.#covering, now);
    if (age !== null) this.#coveredAt = Math.max(this.#coveredAt, now.monotonic - age);
    const fresh = age !== null && age <= STALE_AFTER_MS;
    const streamAge = this.#newestOfStream === null ? null : this.#age(this.#newestOfStream, now);
    const sent = newest === null ? null : this.#clock.when(sentAt(newest.heartbeat));
    return {
      fresh,
      since: this.#steadySince(now, fresh),
      complete: fresh && streamAge !== null && streamAge <= STALE_AFTER_MS,
      clockOffset: this.#clock.offset(now),
      clocksDisagree,
      silence: now.monotonic - this.#liveAt,
      delay: newest === null || sent === null ? null : Math.max(0, newest.at - sent),
      behindSchedule: newest === null ? 0 : Math.max(0, sentAt(newest.heartbeat) - newest.heartbeat.time),
    };
  }

  /** Age of the feed's newest heartbeat in milliseconds, `null` before the first. Never negative. */
  heartbeatAge(now: Moment): number | null {
    if (this.#newest === null) return null;
    const age = this.#age(this.#newest, now);
    const { at, heartbeat } = this.#newest;
    return Math.round(age ?? Math.max(0, now.monotonic - at, now.wall - heartbeat.time));
  }

  /** `null` while the feed's clock is unknown. */
  #age({ heartbeat, at }: Received, now: Moment): number | null {
    const due = this.#clock.when(heartbeat.time);
    return due === null ? null : Math.max(0, now.monotonic - at, now.monotonic - due);
  }

  /** The offset between wall clock and monotonic clock drifts by milliseconds: only a step changes the reported time. */
  #steadySince(now: Moment, fresh: boolean): number {
    const since = Math.round(this.#coveredAt + now.wall - now.monotonic);
    const before = this.#staleSince;
    const steady = before !== null && Math.abs(since - before) < SAME_MOMENT_MS ? before : since;
    this.#staleSince = fresh ? null : steady;
    return steady;
  }
}

function isLater(a: Received, b: Received | null): boolean {
  return b === null || isLaterHeartbeat(a.heartbeat, b.heartbeat);
}

function sentAt({ sent, time }: Heartbeat): number {
  return sent ?? time;
}
