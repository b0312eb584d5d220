import { demandStream, isDemandStream } from '@quotebridge/contracts';
import type { BridgedStream } from '@quotebridge/contracts';
import { readStream } from '@quotebridge/quote-reader';
import type { SiteStatus } from '@quotebridge/quote-reader';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import { DemandBook } from './demand-book.ts';
import type { DemandSums } from './demand-book.ts';

/** How often the list of streams is compared with the bridge service's status, in milliseconds. */
const CHECK_EVERY_MS = 1_000;
/** How long what is known of a site counts as current, in milliseconds: a mirror is behind for a moment again and again. */
const CURRENT_FOR_MS = 5_000;

/** What is known here of the clients of a site's gateways. */
export interface SiteDemand extends DemandSums {
  readonly site: string;
  /** The time that it describes, in milliseconds since the Unix epoch. */
  readonly asOf: number;
  /** Whether newer demand may not have arrived, such as while the link is cut. */
  readonly stale: boolean;
}

export interface DemandFollower extends Disposable {
  /** The demand of each site whose stream is here, by site; `null` before the bridge service has named the streams. */
  sites(): readonly SiteDemand[] | null;
}

export interface FollowDemandOptions {
  readonly nc: NatsConnection;
  /** The prefix of the JetStream API for the connection's user. */
  readonly apiPrefix: string;
  readonly site: SiteStatus;
  readonly log: Logger;
  /** Called with the stream for each message that breaks the contract. */
  readonly onRefused: (stream: string) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

interface Followed {
  readonly site: string;
  readonly stream: string;
  readonly book: DemandBook;
  isReadable: boolean;
  /** When its copy here was last known to have everything, in milliseconds since the Unix epoch. */
  currentAt: number;
}

/**
 * Follows every stream of demand of its own site: the site's own, and mirrors of others. While a mirror does not follow its origin, its demand stays as it was:
 * what has expired is judged by the time up to which it is known, so that a cut link does not look like clients that left.
 */
export function followDemand({ nc, apiPrefix, site, log, onRefused, now }: FollowDemandOptions): DemandFollower {
  const stopping = new AbortController();
  const followed = new Map<string, Followed>();
  let isKnown = false;

  const follow = (stream: string) => {
    const found: Followed = {
      site: siteOfStream(stream),
      stream,
      book: new DemandBook(siteOfStream(stream)),
      isReadable: false,
      currentAt: 0,
    };
    followed.set(stream, found);
    void readStream({
      nc,
      apiPrefix,
      stream,
      log,
      signal: stopping.signal,
      onMessage: (message) => {
        if (!found.book.record(message.subject, message.string())) onRefused(stream);
      },
      onRestart: () => found.book.reset(),
      onReadable: (isReadable) => (found.isReadable = isReadable),
    });
  };
  const check = () => {
    if (site.bridge === null) return;
    isKnown = true;
    for (const bridged of site.bridge.streams) {
      if (!isDemandStream(bridged.stream)) continue;
      if (!followed.has(bridged.stream)) follow(bridged.stream);
      const found = followed.get(bridged.stream);
      if (found?.isReadable === true && isCurrent(bridged, site.link)) found.currentAt = now();
    }
  };
  const checking = setInterval(check, CHECK_EVERY_MS);
  return {
    sites() {
      check();
      if (!isKnown) return null;
      return [...followed.values()].map(({ site: name, book, currentAt }) => {
        const asOf = Math.max(currentAt, book.newest);
        return { site: name, asOf, stale: now() - asOf > CURRENT_FOR_MS, ...book.sumsAt(asOf) };
      });
    },
    [Symbol.dispose]() {
      clearInterval(checking);
      stopping.abort();
    },
  };
}

function isCurrent({ role, lag, alarm }: BridgedStream, link: SiteStatus['link']): boolean {
  return role === 'origin' || (link === 'up' && lag === 0 && alarm === null);
}

/** Streams are named after their sites, whose names have no capitals and no underscores. */
function siteOfStream(stream: string): string {
  return stream.slice(demandStream('').length).toLowerCase().replaceAll('_', '-');
}
