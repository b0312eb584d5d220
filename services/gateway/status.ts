import type { GatewayStatus } from '@quotebridge/contracts/wire';
import { heartbeatAge, staleness } from '@quotebridge/runtime';
import type { Quotes, SiteStatus } from '@quotebridge/runtime';

export interface StatusSources {
  readonly site: SiteStatus;
  readonly quotes: Pick<Quotes, 'freshness'>;
  /** How far apart flushes are at present, in milliseconds. */
  readonly flushEveryMs: number;
}

/** What the gateway says of itself to its clients. `now` in milliseconds since the Unix epoch. */
export function gatewayStatus({ site, quotes, flushEveryMs }: StatusSources, now: number): GatewayStatus {
  return {
    site: site.site,
    role: site.role,
    link: site.link,
    stale: staleness(quotes.freshness, site),
    complete: quotes.freshness.complete,
    heartbeatAge: heartbeatAge(quotes.freshness, now),
    now,
    flushEvery: Math.round(flushEveryMs),
  };
}
