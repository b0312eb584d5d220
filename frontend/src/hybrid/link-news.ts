import type { ConsoleState } from '@quotebridge/contracts/wire';

/** What the console knows of the link that a gateway cannot know, or not yet. Times are durations: no two clocks have to agree. */
export interface LinkNews {
  /** The site that gets its quotes through the link. Prices of other sites do not depend on it. */
  readonly site: string;
  /** For how long nothing has come, in milliseconds, while the link is down; else `null`. */
  readonly downFor: number | null;
  /** When that was known, by this page's monotonic clock. */
  readonly at: number;
  /** Quotes that wait at the origin, or are still arriving. */
  readonly held: number;
}

/** `null` while the console does not know. */
export function linkNews(state: ConsoleState | null, at: number): LinkNews | null {
  if (state === null) return null;
  const { time, link, account } = state;
  const downFor = link.state === 'down' && link.since !== null ? Math.max(0, time - link.since) : null;
  return { site: link.to, downFor, at, held: account.held ?? 0 };
}
