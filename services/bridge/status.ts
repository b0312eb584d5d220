import type { StreamInfo } from '@nats-io/jetstream';
import type { BridgeAlarm, BridgedStream, BridgeStatus, LinkState } from '@quotebridge/contracts';
import type { LeafLink } from './leaf-link.ts';
import type { StreamPlan } from './plan.ts';

/** A mirror receives from its origin's consumer every second, with or without quotes. After a longer silence (milliseconds) the link is down. */
export const SILENT_MS = 1_500;
/** The origin's bridge service publishes its status twice a second. After a longer silence (milliseconds) the link may be down. */
const STATUS_SILENT_MS = 1_000;
/** How long the positions in such a status are used for comparison, in milliseconds. */
const STATUS_VALID_MS = 2_000;

/** What one round found out about a stream. */
export interface Observation {
  readonly plan: StreamPlan;
  /** `null` when the stream could not be reached or created. */
  readonly info: StreamInfo | null;
  /** The sites whose copies of the stream are paused. */
  readonly pausedFor: readonly string[];
  readonly error: string | null;
}

/** What the watch of a stream adds to its description. */
export interface Verdict {
  readonly lag: number | null;
  readonly alarm: BridgeAlarm | null;
}

/** Describes a stream by its own state, without lag and alarm. */
export function describeStream({ plan, info, pausedFor, error }: Observation): BridgedStream {
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
    newest: info === null || info.state.messages === 0 ? null : Date.parse(info.state.last_ts),
    lag: null,
    activity: plan.role === 'origin' ? null : activityOf(info),
    pausedFor: [...pausedFor],
    alarm: null,
    lastError: error ?? info?.mirror?.error?.description ?? null,
  };
}

export function withVerdict(stream: BridgedStream, { lag, alarm }: Verdict): BridgedStream {
  // A stream that cannot be stored cannot be asked for either: the alarm says why.
  const isExplained = alarm?.code === 'not-stored';
  return { ...stream, lag, alarm, lastError: (isExplained ? null : stream.lastError) ?? alarm?.text ?? null };
}

/** The last status of the origin's bridge service, and the time since it was received, in milliseconds. */
export interface ReceivedStatus {
  readonly status: BridgeStatus;
  readonly age: number;
}

/** The origin's status while it is recent enough to compare a mirror with. */
export function recentStatus(received: ReceivedStatus | null): BridgeStatus | null {
  return received !== null && received.age <= STATUS_VALID_MS ? received.status : null;
}

/**
 * The state of the link between the sites. Pure. A leaf connection looks alive until its pings fail, some seconds after a cable is pulled. Silence is detected
 * sooner: a mirror receives from the origin's consumer at least once a second (`idle_heartbeat`), and the status of its bridge service twice a second.
 */
export function linkState(
  link: LeafLink | null,
  streams: readonly BridgedStream[],
  received: ReceivedStatus | null,
): LinkState {
  if (link === null) return 'unknown';
  if (link.connections === 0) return 'down';
  const mirrors = streams.filter(({ role, declared }) => role === 'mirror' && declared);
  if (mirrors.length === 0) return 'up';
  const mirrorReceives = mirrors.some(({ activity }) => activity !== null && activity <= SILENT_MS);
  return mirrorReceives || (received !== null && received.age <= STATUS_SILENT_MS) ? 'up' : 'down';
}

/** Creation time of a stream in milliseconds since the Unix epoch. The server gives nanoseconds. */
function createdAt({ created }: Pick<StreamInfo, 'created'>): number {
  return Date.parse(created);
}

/** Milliseconds since a mirror last received from its origin. The server reports -1 before the first time. */
function activityOf(info: StreamInfo | null): number | null {
  const active = info?.mirror?.active ?? -1;
  return active < 0 ? null : active / 1e6;
}
