import type { BridgeStatus } from '@quotebridge/contracts';
import { watchSiteStatus } from '@quotebridge/quote-reader';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import type { OriginWord } from './status.ts';

/** What the bridge service of another site last said. */
export interface SiteFollower extends Disposable {
  /** With its age in milliseconds; `null` when there is nothing, or it is too old. */
  last(): OriginWord | null;
}

/** Follows the bridge service of a site that is copied, over the link. */
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
