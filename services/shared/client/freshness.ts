import { STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { GatewayStatus, StaleReason } from '@quotebridge/contracts/wire';

/** The newest status received, and when it was sent, by a monotonic clock of this machine. */
export interface LastStatus {
  readonly status: GatewayStatus;
  readonly at: number;
}

export interface Stale {
  /** The feed's last heartbeat, in milliseconds since the Unix epoch by the gateway's clock. */
  readonly since: number;
  /** `gateway`: this client receives nothing from its gateway, so nothing confirms the prices. */
  readonly reason: StaleReason | 'gateway';
}

/** A gateway sends a status every second; after this long without one, in milliseconds, it counts as silent. */
const SILENT_AFTER_MS = 1_500;

/**
 * Since when and why prices are stale, or `null` while they are fresh. The client decides this itself: a gateway that sends
 * nothing cannot make old prices look fresh.
 *
 * It uses two readings of this machine's monotonic clock and one age measured by the gateway, so no wall clock has to be
 * right.
 */
export function staleness({ status, at }: LastStatus, connected: boolean, now: number): Stale | null {
  const silence = Math.max(0, now - at);
  const heartbeatAge = Math.max(0, status.heartbeatAge ?? Number.POSITIVE_INFINITY) + silence;
  if (status.stale === null && heartbeatAge <= STALE_AFTER_MS) return null;
  const since = status.stale?.since ?? status.now - Math.max(0, status.heartbeatAge ?? 0);
  if (!connected || silence > SILENT_AFTER_MS) return { since, reason: 'gateway' };
  return { since, reason: status.stale?.reason ?? presumedReason(status) };
}

/** For the moment until the gateway has noticed and reports the reason itself. */
function presumedReason(status: GatewayStatus): StaleReason {
  return status.role === 'mirror' && status.link === 'down' ? 'link' : 'unknown';
}
