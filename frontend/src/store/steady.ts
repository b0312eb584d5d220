import type { Condition } from './condition.ts';

/** What is shown of a condition, and since when (monotonic milliseconds) what is known differs from it; `null` where it does not. */
export interface Steadied {
  readonly shown: Condition;
  readonly completenessSince: number | null;
  readonly feedSince: number | null;
}

/** Quotes that are late under load are filled in sooner, and a banner that is there for less cannot be read. */
const COMPLETENESS_FOR_MS = 1_000;
/** The feed's heartbeat comes once a second: just after another fault has ended it has not come yet. */
const FEED_FOR_MS = 2_500;

export function unsteadied(shown: Condition): Steadied {
  return { shown, completenessSince: null, feedSince: null };
}

/**
 * Keeps the banner from changing to and fro: that quotes are missing is shown, and taken back, when it lasts; at once where
 * an outage ends so. A silent feed is named right after another reason only when it stays silent. Whether prices are fresh is
 * never held back.
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

/** What is said when heartbeats do not come and nothing else is known to be wrong. Without any reason there is none to keep. */
function isSilence(reason: string | null): boolean {
  return reason === null || reason === 'feed' || reason === 'unknown';
}
