import { setTimeout as delay } from 'node:timers/promises';
import type { Receiver } from './observe/receiver.ts';
import type { Session } from './session.ts';

const POLL_MS = 50;
/** Everything has to be well for so long without a break, in milliseconds. */
const WELL_FOR_MS = 1_000;
/** Generous: a mirror that has not recovered by then is stuck. */
const RECOVERED_WITHIN_MS = 150_000;

export interface RecoveryOptions {
  /** What of the origin the mirror has to have; `null`: its last message. */
  readonly target: number | null;
  /** Whether nothing may be missing: which is not possible after a loss. */
  readonly complete: boolean;
  /** In milliseconds. */
  readonly within?: number | undefined;
  readonly stopping: AbortSignal;
}

export interface Recovery {
  /** What is not well; `null` when everything is. */
  readonly unrecovered: string | null;
  /** When the mirror had `target` and our client missed nothing, on the monotonic clock; `null` when never. */
  readonly completeAt: number | null;
}

/**
 * Waits until the mirror has the origin's message `target` (`null`: its last one), and every receiver shows fresh prices. With `complete`, which is not possible after a loss, receivers
 * also miss nothing, and the status shows nothing wrong.
 */
export async function recovered(
  session: Session,
  { target, complete, within = RECOVERED_WITHIN_MS, stopping }: RecoveryOptions,
): Promise<Recovery> {
  const deadline = performance.now() + within;
  let aim = target;
  let completeAt: number | null = null;
  let wellSince: number | null = null;
  for (;;) {
    const last = await session.streams.last().catch(() => null);
    aim ??= last?.origin ?? null;
    const now = performance.now();
    const hasAll = last !== null && aim !== null && last.mirror >= aim;
    const isWell = ({ isFresh, isWell: andComplete }: Receiver) => (complete ? andComplete : isFresh);
    if (hasAll && isWell(session.ours)) completeAt ??= now;
    const unwell = [
      last === null ? 'a stream does not answer' : hasAll ? '' : `the mirror is at ${last.mirror} of ${aim}`,
      ...session.receivers.map((receiver) => (isWell(receiver) ? '' : `${receiver.name} is not fresh and complete`)),
      complete && !session.status.isHealthy ? 'the status is not healthy' : '',
    ].filter(Boolean);
    if (unwell.length > 0) wellSince = null;
    else if (now - (wellSince ??= now) >= WELL_FOR_MS) return { unrecovered: null, completeAt };
    if (now > deadline) return { unrecovered: unwell.join(', '), completeAt };
    await delay(POLL_MS, undefined, { signal: stopping });
  }
}
