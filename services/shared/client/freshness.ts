import { STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { GatewayStatus, StaleReason } from '@quotebridge/contracts/wire';

/** The newest status, and when it was sent, by a monotonic clock of this machine. */
export interface Heard {
  readonly status: GatewayStatus;
  readonly at: number;
}

export interface Stale {
  /** The feed's last heartbeat, in milliseconds since the Unix epoch by the gateway's clock. */
  readonly since: number;
  /** `gateway`: this browser hears nothing of its gateway, so nobody vouches for the prices. */
  readonly reason: StaleReason | 'gateway';
}

/** A gateway speaks every second; past this it counts as silent. */
const SILENT_AFTER_MS = 1_500;

/**
 * Whether prices can be trusted, judged here: a gateway that sends nothing cannot make them look fresh.
 *
 * Two moments of this machine's monotonic clock and one age by the gateway's are all that is used, so no wall clock needs
 * to be right.
 */
export function judge({ status, at }: Heard, connected: boolean, now: number): Stale | null {
  const silence = Math.max(0, now - at);
  const heartbeatAge = Math.max(0, status.heartbeatAge ?? Number.POSITIVE_INFINITY) + silence;
  if (status.stale === null && heartbeatAge <= STALE_AFTER_MS) return null;
  const since = status.stale?.since ?? status.now - Math.max(0, status.heartbeatAge ?? 0);
  if (!connected || silence > SILENT_AFTER_MS) return { since, reason: 'gateway' };
  return { since, reason: status.stale?.reason ?? presumed(status) };
}

/** The gateway has not found out yet, and says why in a moment. */
function presumed(status: GatewayStatus): StaleReason {
  return status.role === 'mirror' && status.link === 'down' ? 'link' : 'unknown';
}
