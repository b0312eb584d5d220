import type { LinkState, StaleReason } from '@quotebridge/contracts/wire';
import { isMirrorPaused, mirrorAlarm } from './site-status.ts';
import type { SiteStatus } from './site-status.ts';
import type { Coverage } from './freshness.ts';
import { isLinkDown, staleReason } from './stale-reason.ts';
import type { Evidence, Health } from './stale-reason.ts';

/** Whether prices are fresh and complete, and why if they are not. */
export interface Verdict {
  /** `null` while prices are fresh; otherwise since when they are stale, in milliseconds since the Unix epoch, and why. */
  readonly stale: { readonly since: number; readonly reason: StaleReason } | null;
  /** True while prices are fresh and no gap remains to be filled. */
  readonly complete: boolean;
  /** The link between the sites. */
  readonly link: LinkState;
  readonly clock: { readonly offset: number | null; readonly agree: boolean };
}

/** Tracks how long each part of the path from the feed has been healthy, and keeps a reason until another is certain. */
export class VerdictTracker {
  readonly #reader = new HealthTracker();
  readonly #link = new HealthTracker();
  readonly #mirror = new HealthTracker();
  readonly #running = new HealthTracker();
  #reason: StaleReason | null = null;
  #hasRead = false;

  /** `now` by a monotonic clock, in milliseconds. */
  update(
    coverage: Coverage,
    isReadable: boolean,
    site: Pick<SiteStatus, 'role' | 'link' | 'bridge' | 'activity'>,
    now: number,
  ): Verdict {
    const link = this.#link.health(site.link === 'up', now);
    const evidence: Evidence = {
      covered: coverage.fresh,
      clocksDisagree: coverage.clocksDisagree,
      reader: this.#reader.health(isReadable, now),
      role: site.role,
      link: site.link === 'unknown' ? null : link,
      linkActivity: site.activity,
      mirror: this.#mirror.health(mirrorAlarm(site) === null, now),
      running: this.#running.health(!isMirrorPaused(site), now),
      silence: coverage.silence,
      delay: coverage.delay,
      behindSchedule: coverage.behindSchedule,
    };
    // The reason from before the first successful read is not kept.
    if (isReadable && !this.#hasRead) this.#reason = null;
    this.#hasRead ||= isReadable;
    this.#reason = staleReason(evidence, this.#reason);
    const isProvenUp = site.role === 'mirror' && site.link === 'down' && !isLinkDown(evidence);
    return {
      stale: this.#reason === null ? null : { since: coverage.since, reason: this.#reason },
      complete: this.#reason === null && coverage.complete,
      link: isProvenUp ? 'up' : site.link,
      clock: { offset: coverage.clockOffset, agree: !coverage.clocksDisagree },
    };
  }
}

/** Since when something has been healthy without interruption. */
class HealthTracker {
  #since: number | null = null;

  health(isHealthy: boolean, now: number): Health {
    if (!isHealthy) this.#since = null;
    else this.#since ??= now;
    return { isHealthy, forMs: this.#since === null ? 0 : now - this.#since };
  }
}
