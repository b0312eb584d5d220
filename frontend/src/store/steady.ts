import type { Condition } from './condition.ts';

/** The displayed condition, and since when (monotonic milliseconds) the known one differs from it; `null` when it does not. */
export interface Steadied {
  readonly shown: Condition;
  readonly completenessSince: number | null;
  readonly feedSince: number | null;
}

/** Quotes delayed by load arrive sooner than this, and a banner shown for less time cannot be read. */
const COMPLETENESS_FOR_MS = 1_000;
/** The feed sends a heartbeat every second: just after another fault has ended, the next one may not have arrived. */
const FEED_FOR_MS = 2_500;

export function unsteadied(shown: Condition): Steadied {
  return { shown, completenessSince: null, feedSince: null };
}

/**
 * Prevents the banner from flickering. A change of completeness is displayed only when it lasts, except at the end of an
 * outage. Directly after another reason, a silent feed is named only when it stays silent. Changes between fresh and stale are
 * never delayed.
 */
export function steady(known: Condition, now: number, { shown, completenessSince, feedSince }: Steadied): Steadied {
  const holdsFeed = !known.fresh && !shown.fresh && isSilence(known.reason) && !isSilence(shown.reason);
  const feedFrom = holdsFeed ? (feedSince ?? now) : null;
  const reason = feedFrom !== null && now - feedFrom < FEED_FOR_MS ? shown.reason : known.reason;

  const wasWhole = shown.connection === 'connected' && shown.fresh;
  const holdsCompleteness = wasWhole && known.fresh && known.complete !== shown.complete;
  const completenessFrom = holdsCompleteness ? (completenessSince ?? now) : null;
  const isHeld = completenessFrom !== null && now - completenessFrom < COMPLETENESS_FOR_MS;
  const complete = isHeld ? shown.complete : known.complete;

  return {
    shown: { ...known, reason, complete },
    completenessSince: isHeld ? completenessFrom : null,
    feedSince: reason === known.reason ? null : feedFrom,
  };
}

/** Whether the only known fault is that heartbeats are missing. */
function isSilence(reason: string | null): boolean {
  return reason === null || reason === 'feed' || reason === 'unknown';
}
