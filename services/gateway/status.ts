import type { GatewayStatus } from '@quotebridge/contracts/wire';
import { isMirrorPaused, streamAlarms } from '@quotebridge/quote-reader';
import type { Quotes, SiteStatus } from '@quotebridge/quote-reader';

export interface StatusSources {
  readonly site: SiteStatus;
  readonly quotes: Pick<Quotes, 'freshness'>;
  /** The present time between two flushes, in milliseconds. */
  readonly flushIntervalMs: number;
}

/** The status that the gateway sends its clients. `now` in milliseconds since the Unix epoch. */
export function gatewayStatus({ site, quotes, flushIntervalMs }: StatusSources, now: number): GatewayStatus {
  const { link, stale, complete, heartbeatAge, clock } = quotes.freshness;
  return {
    site: site.site,
    role: site.role,
    link,
    stale,
    complete,
    heartbeatAge,
    now,
    flushEvery: Math.round(flushIntervalMs),
    clock,
    alarms: streamAlarms(site),
    paused: isMirrorPaused(site),
  };
}
