import type { GatewayStatus } from '@quotebridge/contracts/wire';
import type { Freshness } from './quotes/freshness.ts';
import type { SiteStatus } from './site-status.ts';

/** What a client is told of stale prices: since when and why, or `null` while they are fresh. */
export function staleness(freshness: Freshness, site: Pick<SiteStatus, 'staleReason'>): GatewayStatus['stale'] {
  return freshness.staleSince === null ? null : { since: freshness.staleSince, reason: site.staleReason };
}

/** Age of the feed's last heartbeat in milliseconds, `null` before the first. Never negative: clocks differ a little. */
export function heartbeatAge(freshness: Freshness, now: number): number | null {
  return freshness.heartbeat === null ? null : Math.max(0, now - freshness.heartbeat.time);
}
