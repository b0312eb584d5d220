import { HEARTBEAT_EVERY_MS, STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { StaleReason, StreamRole } from '@quotebridge/contracts/wire';

/** A heartbeat may be this much late, in milliseconds. */
const LATE_MS = 500;
/** A heartbeat with at most this delay proves that the link is up, in milliseconds. */
const PROMPT_MS = 1_000;

/** Whether a part of the path from the feed to a reader is healthy, and for how many milliseconds it has been. */
export interface Health {
  readonly isHealthy: boolean;
  readonly forMs: number;
}

/** What is known about the path from the feed to this reader. Times are milliseconds by a monotonic clock. */
export interface Evidence {
  /** Heartbeats cover the prices. */
  readonly covered: boolean;
  readonly clocksDisagree: boolean;
  /** This service can read its stream. */
  readonly reader: Health;
  readonly role: StreamRole;
  /** The link between the sites, according to the bridge service; `null` without a valid status. */
  readonly link: Health | null;
  /** Time since the mirror received something over the link; `null` while unknown. */
  readonly linkActivity: number | null;
  /** The bridge service has no alarm of a mirror that does not follow. */
  readonly mirror: Health;
  /** The bridge that fills the mirror runs: no operator has paused it. */
  readonly running: Health;
  /** Time since the newest heartbeat was received, on either path. */
  readonly silence: number;
  /** The delay of that heartbeat; `null` while unknown. */
  readonly delay: number | null;
  /** How far the feed is behind its own schedule. */
  readonly behindSchedule: number;
}

/**
 * Whether the link is known to be down. A recent heartbeat without delay is newer evidence than the status of the bridge service:
 * it can only have arrived over the link.
 */
export function isLinkDown({ role, link, silence, delay }: Evidence): boolean {
  const isProven = silence <= HEARTBEAT_EVERY_MS + LATE_MS && delay !== null && delay <= PROMPT_MS;
  return role === 'mirror' && link?.isHealthy === false && !isProven;
}

/**
 * Why prices are stale; `null` while they are fresh. The one place that decides it.
 *
 * Prices are stale when no heartbeat covers them, and when the link is down: nothing newer can arrive. The part nearest to
 * the reader is checked first, since its failure hides those behind it. A reason is kept until another is certain: the feed is
 * blamed only when the whole path from it has been healthy for as long as a heartbeat may take.
 */
export function staleReason(evidence: Evidence, previous: StaleReason | null): StaleReason | null {
  const { covered, clocksDisagree, reader, role, mirror, running } = evidence;
  const linkIsDown = isLinkDown(evidence);
  if (covered && !linkIsDown) return null;
  if (!reader.isHealthy) return 'reader';
  if (clocksDisagree) return 'clock';
  if (linkIsDown) return 'link';
  if (role === 'mirror' && !mirror.isHealthy) return 'mirror';
  if (role === 'mirror' && !running.isHealthy) return 'paused';
  if (isFeedToBlame(evidence)) return 'feed';
  return previous !== null && mayHold(previous, evidence) ? previous : 'unknown';
}

/** A part that has been healthy for as long as a heartbeat may take is no longer a reason, unless a backlog still arrives over it. */
function mayHold(previous: StaleReason, { reader, link, mirror, running, silence }: Evidence): boolean {
  if (silence <= STALE_AFTER_MS) return true;
  const part = { reader, link, mirror, paused: running, clock: null, feed: null, unknown: null }[previous];
  return part === null || !part.isHealthy || part.forMs < STALE_AFTER_MS;
}

function isFeedToBlame(evidence: Evidence): boolean {
  const { reader, role, link, linkActivity, mirror, running, silence, delay, behindSchedule } = evidence;
  // Heartbeats arrive: the feed is the reason only if they show that it is late, and not that it was when a backlog began.
  if (silence <= STALE_AFTER_MS)
    return delay !== null && behindSchedule > Math.max(delay, STALE_AFTER_MS - HEARTBEAT_EVERY_MS);
  if (reader.forMs < STALE_AFTER_MS) return false;
  if (role === 'origin') return true;
  if (link === null || link.forMs < STALE_AFTER_MS || mirror.forMs < STALE_AFTER_MS || running.forMs < STALE_AFTER_MS)
    return false;
  // The link has carried something since a heartbeat was due.
  return linkActivity !== null && linkActivity < silence - HEARTBEAT_EVERY_MS - LATE_MS;
}
