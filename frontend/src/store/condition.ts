import { judge } from '@quotebridge/client';
import type { ConnectionState, Heard, Stale } from '@quotebridge/client';

/** What the board says about all prices at once. It changes with the state, never with the clock. */
export interface Condition {
  readonly connection: ConnectionState;
  /** False means that no price may look fresh. */
  readonly fresh: boolean;
  /** Since when and why not, once there was something to be stale. */
  readonly since: number | null;
  readonly reason: Stale['reason'] | null;
  /** False while the gateway still fills in quotes that it missed. */
  readonly complete: boolean;
  readonly problem: string | null;
}

export const unconnected: Condition = {
  connection: 'connecting',
  fresh: false,
  since: null,
  reason: null,
  complete: true,
  problem: null,
};

/** Two estimates of one moment differ by less than this. */
const SAME_MOMENT_MS = 1_000;

/** `before` keeps the announced moment still while estimates of it move by milliseconds. */
export function conditionOf(
  connection: ConnectionState,
  heard: Heard | null,
  problem: string | null,
  now: number,
  before: Condition,
): Condition {
  if (heard === null) return { ...unconnected, connection, problem };
  const stale = judge(heard, connection === 'connected', now);
  const complete = heard.status.complete;
  if (stale === null) return { connection, fresh: true, since: null, reason: null, complete, problem };
  const steady = before.since !== null && Math.abs(before.since - stale.since) < SAME_MOMENT_MS;
  return {
    connection,
    fresh: false,
    since: steady ? before.since : stale.since,
    reason: stale.reason,
    complete,
    problem,
  };
}

export function sameCondition(a: Condition, b: Condition): boolean {
  return (
    a.connection === b.connection &&
    a.fresh === b.fresh &&
    a.since === b.since &&
    a.reason === b.reason &&
    a.complete === b.complete &&
    a.problem === b.problem
  );
}
