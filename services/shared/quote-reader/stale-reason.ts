import { HEARTBEAT_EVERY_MS, STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { StaleReason, StreamRole } from '@quotebridge/contracts/wire';

/** A heartbeat may come this much later than it should, in milliseconds. */
const LATE_MS = 500;
/** A heartbeat that took no longer than this came over a link that is up, in milliseconds. */
const PROMPT_MS = 1_000;

/** Whether a part of the way from the feed to a reader is well, and for how many milliseconds it has been so. */
export interface Health {
  readonly isWell: boolean;
  readonly forMs: number;
}

/** What is known of the way from the feed to this reader. Times are milliseconds by a monotonic clock. */
export interface Evidence {
  /** Heartbeats cover the prices. */
  readonly covered: boolean;
  readonly clocksDisagree: boolean;
  /** This service can read its stream. */
  readonly reader: Health;
  readonly role: StreamRole;
  /** The link between the sites, as the bridge service says; `null` while it says nothing. */
  readonly link: Health | null;
  /** Since the mirror received something over the link; `null` while that is not known. */
  readonly linkActivity: number | null;
  /** The bridge service has no alarm of a mirror that does not follow. */
  readonly mirror: Health;
  /** Since the newest heartbeat was received, by whichever way. */
  readonly silence: number;
  /** How late that was; `null` while that is not known. */
  readonly delay: number | null;
  /** How far the feed is behind its own schedule. */
  readonly behindSchedule: number;
}

/**
 * Whether the link is known to be down. A heartbeat that came promptly a moment ago is newer than what the bridge service says:
 * nothing else could have brought it.
 */
export function isLinkDown({ role, link, silence, delay }: Evidence): boolean {
  const isProven = silence <= HEARTBEAT_EVERY_MS + LATE_MS && delay !== null && delay <= PROMPT_MS;
  return role === 'mirror' && link?.isWell === false && !isProven;
}

/**
 * Why prices are stale; `null` while they are fresh. The one place that decides it.
 *
 * Prices are stale when no heartbeat covers them, and when the link is down: nothing newer can come. What is nearest to
 * the reader comes first, since it hides what is behind it. A reason holds until another is sure: the feed is blamed
 * only when all on the way from it has been well for as long as a heartbeat may take.
 */
export function staleReason(evidence: Evidence, previous: StaleReason | null): StaleReason | null {
  const { covered, clocksDisagree, reader, role, mirror } = evidence;
  const linkIsDown = isLinkDown(evidence);
  if (covered && !linkIsDown) return null;
  if (!reader.isWell) return 'reader';
  if (clocksDisagree) return 'clock';
  if (linkIsDown) return 'link';
  if (role === 'mirror' && !mirror.isWell) return 'mirror';
  if (isFeedToBlame(evidence)) return 'feed';
  return previous !== null && mayHold(previous, evidence) ? previous : 'unknown';
}

/** A part of the way that has been well for as long as a heartbeat may take is no reason any more, unless a backlog still comes over it. */
function mayHold(previous: StaleReason, { reader, link, mirror, silence }: Evidence): boolean {
  if (silence <= STALE_AFTER_MS) return true;
  const part = { reader, link, mirror, clock: null, feed: null, unknown: null }[previous];
  return part === null || !part.isWell || part.forMs < STALE_AFTER_MS;
}

function isFeedToBlame(evidence: Evidence): boolean {
  const { reader, role, link, linkActivity, mirror, silence, delay, behindSchedule } = evidence;
  // Heartbeats come: it is the feed only if it says itself that it is late.
  if (silence <= STALE_AFTER_MS) return behindSchedule > Math.max(delay ?? 0, STALE_AFTER_MS - HEARTBEAT_EVERY_MS);
  if (reader.forMs < STALE_AFTER_MS) return false;
  if (role === 'origin') return true;
  if (link === null || link.forMs < STALE_AFTER_MS || mirror.forMs < STALE_AFTER_MS) return false;
  // The link has carried something since a heartbeat was due.
  return linkActivity !== null && linkActivity < silence - HEARTBEAT_EVERY_MS - LATE_MS;
}
