import type { StreamInfo } from '@nats-io/jetstream';
import type { BridgeStatus, LinkState, Site } from '@quotebridge/contracts';
import type { Link } from './link.ts';
import type { StreamPlan } from './plan.ts';

/** A mirror hears its origin's consumer every second, quotes or not. Silent for longer, in milliseconds, the link is down. */
const SILENT_MS = 1_500;

/** What one round of looking at a stream found. */
export interface Observation {
  readonly plan: StreamPlan;
  /** `null` when the stream could not be reached or made. */
  readonly info: StreamInfo | null;
  readonly error: string | null;
}

/**
 * Puts a round of observations into the words that the other services read. Pure. `time` in milliseconds since the epoch; `origin` is the word of the bridge
 * service of the site that dials, which knows the round trip.
 */
export function describeBridges(
  site: Site,
  time: number,
  link: Link | null,
  observations: readonly Observation[],
  origin: BridgeStatus | null,
): BridgeStatus {
  const state = linkState(link, observations);
  return {
    site,
    time,
    link: state,
    linkRtt: state === 'up' ? (link?.rtt ?? origin?.linkRtt ?? null) : null,
    streams: observations.map(({ plan, info, error }) => ({
      stream: plan.stream.name,
      role: plan.role,
      declared: info !== null,
      created: info === null ? null : createdAt(info),
      messages: info?.state.messages ?? 0,
      bytes: info?.state.bytes ?? 0,
      maxBytes: plan.stream.max_bytes ?? null,
      firstSeq: info?.state.first_seq ?? 0,
      lastSeq: info?.state.last_seq ?? 0,
      lag: plan.role === 'origin' ? null : (info?.mirror?.lag ?? null),
      activity: plan.role === 'origin' ? null : activityOf(info),
      alarm: null,
      lastError: error ?? info?.mirror?.error?.description ?? null,
    })),
  };
}

/** Milliseconds since a mirror last received from its origin. The server says -1 before it ever did. */
function activityOf(info: StreamInfo | null): number | null {
  const active = info?.mirror?.active ?? -1;
  return active < 0 ? null : active / 1e6;
}

/** When a stream was made, in milliseconds since the Unix epoch. The server says it in nanoseconds. */
function createdAt({ created }: Pick<StreamInfo, 'created'>): number {
  return Date.parse(created);
}

/**
 * A leaf connection counts until its pings fail, some seconds after a cable is pulled. The mirrors hear the origin's
 * consumer at least once a second (`idle_heartbeat`), so their silence tells sooner.
 */
function linkState(link: Link | null, observations: readonly Observation[]): LinkState {
  if (link === null) return 'unknown';
  if (link.connections === 0) return 'down';
  const mirrors = observations.flatMap(({ info }) => (info?.mirror ? [info.mirror] : []));
  if (mirrors.length === 0) return 'up';
  return mirrors.some(({ active }) => active >= 0 && active / 1e6 <= SILENT_MS) ? 'up' : 'down';
}
