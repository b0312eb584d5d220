import type { StreamInfo } from '@nats-io/jetstream';
import type { BridgeAlarm, BridgedStream, BridgeStatus, LinkState } from '@quotebridge/contracts';
import type { Link } from './link.ts';
import type { StreamPlan } from './plan.ts';

/** A mirror hears its origin's consumer every second, quotes or not. Silent for longer, in milliseconds, the link is down. */
const SILENT_MS = 1_500;
/** The origin's bridge service speaks twice a second, and is looked for as often. Silent for longer, in milliseconds, the link may be down. */
const WORD_SILENT_MS = 1_000;
/** Its word on how far its streams are holds for this long, in milliseconds. */
const WORD_HOLDS_MS = 2_000;

/** What one round of looking at a stream found. */
export interface Observation {
  readonly plan: StreamPlan;
  /** `null` when the stream could not be reached or made. */
  readonly info: StreamInfo | null;
  readonly error: string | null;
}

/** What the watch over a stream found beside. */
export interface Verdict {
  readonly lag: number | null;
  readonly alarm: BridgeAlarm | null;
}

/** A stream as it is by itself, without what the watch over it finds. */
export function describeStream({ plan, info, error }: Observation): BridgedStream {
  return {
    stream: plan.stream.name,
    role: plan.role,
    declared: info !== null,
    created: info === null ? null : createdAt(info),
    messages: info?.state.messages ?? 0,
    bytes: info?.state.bytes ?? 0,
    maxBytes: plan.stream.max_bytes ?? null,
    firstSeq: info?.state.first_seq ?? 0,
    lastSeq: info?.state.last_seq ?? 0,
    lag: null,
    activity: plan.role === 'origin' ? null : activityOf(info),
    alarm: null,
    lastError: error ?? info?.mirror?.error?.description ?? null,
  };
}

export function withVerdict(stream: BridgedStream, { lag, alarm }: Verdict): BridgedStream {
  // A stream that cannot be stored cannot be asked for either: the alarm says why.
  const isExplained = alarm?.code === 'not-stored';
  return { ...stream, lag, alarm, lastError: (isExplained ? null : stream.lastError) ?? alarm?.text ?? null };
}

/** What the origin's bridge service said last, and for how long it has been known, in milliseconds. */
export interface OriginWord {
  readonly status: BridgeStatus;
  readonly age: number;
}

/** The origin's word while it is new enough to compare a mirror with. */
export function recentWord(word: OriginWord | null): BridgeStatus | null {
  return word !== null && word.age <= WORD_HOLDS_MS ? word.status : null;
}

/**
 * The link between the sites. Pure. A leaf connection counts until its pings fail, some seconds after a cable is pulled. The mirrors hear the origin's
 * consumer at least once a second (`idle_heartbeat`), and its bridge service twice, so that silence of all of them tells sooner.
 */
export function linkState(link: Link | null, streams: readonly BridgedStream[], word: OriginWord | null): LinkState {
  if (link === null) return 'unknown';
  if (link.connections === 0) return 'down';
  const mirrors = streams.filter(({ role, declared }) => role === 'mirror' && declared);
  if (mirrors.length === 0) return 'up';
  const mirrorHears = mirrors.some(({ activity }) => activity !== null && activity <= SILENT_MS);
  return mirrorHears || (word !== null && word.age <= WORD_SILENT_MS) ? 'up' : 'down';
}

/** When a stream was made, in milliseconds since the Unix epoch. The server says it in nanoseconds. */
function createdAt({ created }: Pick<StreamInfo, 'created'>): number {
  return Date.parse(created);
}

/** Milliseconds since a mirror last received from its origin. The server says -1 before it ever did. */
function activityOf(info: StreamInfo | null): number | null {
  const active = info?.mirror?.active ?? -1;
  return active < 0 ? null : active / 1e6;
}
