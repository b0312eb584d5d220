import type { LinkState, StaleReason } from '@quotebridge/contracts/wire';
import { mirrorAlarm } from './site-status.ts';
import type { SiteStatus } from './site-status.ts';
import type { Coverage } from './freshness.ts';
import { isLinkDown, staleReason } from './stale-reason.ts';
import type { Evidence, Health } from './stale-reason.ts';

/** How fresh prices are, and what stands in the way if they are not. */
export interface Verdict {
  /** `null` while prices are fresh; else since when they are not, in milliseconds since the Unix epoch, and why. */
  readonly stale: { readonly since: number; readonly reason: StaleReason } | null;
  /** True while prices are fresh and nothing is waiting to be filled in. */
  readonly complete: boolean;
  /** The link between the sites. */
  readonly link: LinkState;
  readonly clock: { readonly offset: number | null; readonly agree: boolean };
}

/** Keeps for how long each part of the way from the feed has been well, and the reason until another is sure. */
export class Judge {
  readonly #reader = new Spell();
  readonly #link = new Spell();
  readonly #mirror = new Spell();
  #reason: StaleReason | null = null;
  #hasRead = false;

  /** `now` by a monotonic clock, in milliseconds. */
  judge(
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
      silence: coverage.silence,
      delay: coverage.delay,
      behindSchedule: coverage.behindSchedule,
    };
    // That nothing was read before there was time to is no reason to hold on to.
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

/** Since when something is well without a break. */
class Spell {
  #since: number | null = null;

  health(isWell: boolean, now: number): Health {
    if (!isWell) this.#since = null;
    else this.#since ??= now;
    return { isWell, forMs: this.#since === null ? 0 : now - this.#since };
  }
}
