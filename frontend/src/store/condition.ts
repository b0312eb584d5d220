import { staleness } from '@quotebridge/client';
import type { LinkNews } from '../hybrid/link-news.ts';
import type { ConnectionState, LastStatus, RelocationReason, Stale } from '@quotebridge/client';

/** `browser`: the browser reports that it is offline. */
type Reason = Stale['reason'] | 'browser';

/** The condition of all prices. It changes with the state, not with the clock. */
export interface Condition {
  readonly connection: ConnectionState;
  /** When false, no price may look fresh. */
  readonly fresh: boolean;
  /** Since when and why prices are stale; `null` before there were any. */
  readonly since: number | null;
  readonly reason: Reason | null;
  /** Milliseconds by which the gateway's clock is ahead of the feed's, where that is the reason. */
  readonly clockOffset: number | null;
  /** The fault of the stream at the gateway's site, as reported by its bridge service. */
  readonly alarm: string | null;
  /** False while quotes are missing and still to be recovered, at the gateway or only here. */
  readonly complete: boolean;
  /** An operator has paused the bridge that brings the quotes to the gateway's site. */
  readonly paused: boolean;
  /** Quotes wait at the far end of the link, or are still arriving, as far as the console knows. */
  readonly held: boolean;
  /** Why the gateway asked this board to switch to another one; `null` when no switch is under way. */
  readonly relocating: RelocationReason | null;
  /** The site that has taken over from another one; kept for a while, else `null`. */
  readonly switchedTo: string | null;
  /** Quotes are being conflated. */
  readonly conflating: boolean;
  /** Why the gateway closed the last connection; kept for a while. */
  readonly cutOff: string | null;
  readonly problem: string | null;
}

/** Everything that determines the condition apart from the last status. */
export interface Circumstances {
  readonly connection: ConnectionState;
  readonly online: boolean;
  /** Quotes neither received nor counted as conflated. A status may arrive before quotes that are still on their way. */
  readonly missing: number;
  /** `null` without a console. */
  readonly link: LinkNews | null;
  readonly relocating: RelocationReason | null;
  readonly switchedTo: string | null;
  readonly conflating: boolean;
  readonly cutOff: string | null;
  readonly problem: string | null;
}

export const unconnected: Condition = {
  connection: 'connecting',
  fresh: false,
  since: null,
  reason: null,
  clockOffset: null,
  alarm: null,
  complete: true,
  paused: false,
  held: false,
  relocating: null,
  switchedTo: null,
  conflating: false,
  cutOff: null,
  problem: null,
};

/** Estimates of the same moment differ by less than this. */
const SAME_MOMENT_MS = 1_000;

/** `before`: the previous condition, which keeps the displayed moment stable while estimates of it vary by milliseconds. */
export function conditionOf(known: Circumstances, last: LastStatus | null, now: number, before: Condition): Condition {
  const { connection, online, missing, link, ...circumstances } = known;
  const news = link !== null && link.site === last?.status.site ? link : null;
  const rest = { ...circumstances, held: news !== null && news.held > 0 };
  const offline = !online && connection !== 'connected';
  if (last === null) return { ...unconnected, ...rest, connection, reason: offline ? 'browser' : null };
  const stale = staleness(last, connection === 'connected', now) ?? linkFault(news, last, now);
  const complete = last.status.complete && missing === 0;
  const alarm = last.status.alarms?.[0]?.text ?? null;
  const paused = last.status.paused ?? false;
  if (stale === null) {
    const reason = offline ? 'browser' : null;
    return { ...rest, connection, fresh: true, since: null, reason, clockOffset: null, alarm, complete, paused };
  }
  const steady = before.since !== null && Math.abs(before.since - stale.since) < SAME_MOMENT_MS;
  return {
    ...rest,
    connection,
    fresh: false,
    since: steady ? before.since : stale.since,
    reason: stale.reason === 'gateway' && !online ? 'browser' : stale.reason,
    clockOffset: stale.reason === 'clock' ? steadyOffset(last.status.clock?.offset ?? null, before) : null,
    alarm,
    complete,
    paused,
  };
}

/**
 * The console knows sooner than a gateway that the link is down. A heartbeat that is younger than that has come through it: it is back, and the console does
 * not know it yet.
 */
function linkFault(news: LinkNews | null, { status, at }: LastStatus, now: number): Stale | null {
  if (news === null || news.downFor === null || status.heartbeatAge === null) return null;
  const downFor = news.downFor + (now - news.at);
  const silence = now - at;
  if (status.heartbeatAge + silence < downFor) return null;
  return { since: status.now + silence - downFor, reason: 'link' };
}

/** The offset is estimated again with every heartbeat: keeps the displayed one while estimates are close to it. */
function steadyOffset(offset: number | null, { clockOffset }: Condition): number | null {
  if (offset === null || clockOffset === null) return offset;
  return Math.abs(offset - clockOffset) < SAME_MOMENT_MS / 2 ? clockOffset : offset;
}

/** Whether an outage has just ended: everything derived from quotes has to be loaded again, as some may have been missed. */
export function hasRecovered(before: Condition, now: Condition): boolean {
  return before.connection !== 'connecting' && !isWhole(before) && isWhole(now);
}

/** Prices are fresh, and no quote is missing or held. */
export function isWhole({ connection, fresh, complete, held }: Condition): boolean {
  return connection === 'connected' && fresh && complete && !held;
}

const FIELDS = Object.keys(unconnected) as (keyof Condition)[];

export function sameCondition(a: Condition, b: Condition): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}
