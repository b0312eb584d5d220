import { staleness } from '@quotebridge/client';
import type { ConnectionState, LastStatus, Stale } from '@quotebridge/client';

/** `browser`: this machine says itself that it has no network. */
type Reason = Stale['reason'] | 'browser';

/** What the board says about all prices at once. It changes with the state, never with the clock. */
export interface Condition {
  readonly connection: ConnectionState;
  /** False means that no price may look fresh. */
  readonly fresh: boolean;
  /** Since when and why not, once there was something to be stale. */
  readonly since: number | null;
  readonly reason: Reason | null;
  /** Milliseconds by which the gateway's clock is ahead of the feed's, where that is the reason. */
  readonly clockOffset: number | null;
  /** What is wrong with the stream of the gateway's site, as its bridge service says. */
  readonly alarm: string | null;
  /** False while quotes are missing, at the gateway or only here, that are still to be filled in. */
  readonly complete: boolean;
  /** The gateway asked this board to go to another one, which has not answered yet. */
  readonly moving: boolean;
  /** Quotes are replaced by newer ones on their way here. */
  readonly conflating: boolean;
  /** Why the gateway ended the last connection, for a while. */
  readonly cutOff: string | null;
  readonly problem: string | null;
}

/** What is known beside the last status. */
export interface Circumstances {
  readonly connection: ConnectionState;
  readonly online: boolean;
  /** Quotes that this board neither received nor was told of as replaced: a gateway's word travels faster than they do. */
  readonly missing: number;
  readonly moving: boolean;
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
  moving: false,
  conflating: false,
  cutOff: null,
  problem: null,
};

/** Two estimates of one moment differ by less than this. */
const SAME_MOMENT_MS = 1_000;

/** `before` keeps the announced moment still while estimates of it move by milliseconds. */
export function conditionOf(known: Circumstances, last: LastStatus | null, now: number, before: Condition): Condition {
  const { connection, online, missing, ...rest } = known;
  const offline = !online && connection !== 'connected';
  if (last === null) return { ...unconnected, ...rest, connection, reason: offline ? 'browser' : null };
  const stale = staleness(last, connection === 'connected', now);
  const complete = last.status.complete && missing === 0;
  const alarm = last.status.alarms?.[0]?.text ?? null;
  if (stale === null) {
    const reason = offline ? 'browser' : null;
    return { ...rest, connection, fresh: true, since: null, reason, clockOffset: null, alarm, complete };
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
  };
}

/** An offset is estimated anew with every heartbeat: the one that is shown stands still meanwhile. */
function steadyOffset(offset: number | null, { clockOffset }: Condition): number | null {
  if (offset === null || clockOffset === null) return offset;
  return Math.abs(offset - clockOffset) < SAME_MOMENT_MS / 2 ? clockOffset : offset;
}

/** Quotes may have passed unheard until now: what was made of them has to be read again. */
export function hasRecovered(before: Condition, now: Condition): boolean {
  return before.connection !== 'connecting' && !isWhole(before) && isWhole(now);
}

/** Prices are fresh and no quote is missing. */
export function isWhole({ connection, fresh, complete }: Condition): boolean {
  return connection === 'connected' && fresh && complete;
}

const FIELDS = Object.keys(unconnected) as (keyof Condition)[];

export function sameCondition(a: Condition, b: Condition): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}
