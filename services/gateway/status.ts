import type { GatewayStatus } from '@quotebridge/contracts/wire';
import { streamAlarms } from '@quotebridge/quote-reader';
import type { Quotes, SiteStatus } from '@quotebridge/quote-reader';

export interface StatusSources {
  readonly site: SiteStatus;
  readonly quotes: Pick<Quotes, 'freshness'>;
  /** How far apart flushes are at present, in milliseconds. */
  readonly flushEveryMs: number;
}

/** What the gateway says of itself to its clients. `now` in milliseconds since the Unix epoch. */
export function gatewayStatus({ site, quotes, flushEveryMs }: StatusSources, now: number): GatewayStatus {
  const { link, stale, complete, heartbeatAge, clock } = quotes.freshness;
  return {
    site: site.site,
    role: site.role,
    link,
    stale,
    complete,
    heartbeatAge,
    now,
    flushEvery: Math.round(flushEveryMs),
    clock,
    alarms: streamAlarms(site),
  };
}
