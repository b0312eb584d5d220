import type { BridgeStatus } from '@quotebridge/contracts';
import { watchSiteStatus } from '@quotebridge/quote-reader';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import type { ReceivedStatus } from './status.ts';

/** The last status of the bridge service of another site. */
export interface SiteFollower extends Disposable {
  /** With its age in milliseconds; `null` when none was received, or it is too old. */
  last(): ReceivedStatus | null;
}

/** Receives the status of an upstream site's bridge service over the link. */
export function followSite(options: { nc: NatsConnection; site: string; log: Logger }): SiteFollower {
  const site = watchSiteStatus(options);
  let seen: { readonly status: BridgeStatus; readonly at: number } | null = null;
  return {
    last() {
      const status = site.bridge;
      if (status !== (seen?.status ?? null)) seen = status && { status, at: performance.now() };
      return seen && { status: seen.status, age: performance.now() - seen.at };
    },
    [Symbol.dispose]: () => site[Symbol.dispose](),
  };
}
