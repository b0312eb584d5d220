import type { SystemStatus } from './system-watch.ts';

export interface Progress {
  /** Seconds since clients began to connect, and until they end. */
  readonly elapsed: number;
  readonly total: number;
  /** By k6; `null` before it answers. */
  readonly clients: number | null;
  readonly status: SystemStatus | null;
  /** What was done to the system last. */
  readonly action: string | undefined;
}

/** How far a run is, in a line. */
export function progressLine({ elapsed, total, clients, status, action }: Progress): string {
  const prices =
    status === null ? 'the API does not answer' : status.stale === null ? 'fresh' : `stale (${status.stale.reason})`;
  return [
    `${Math.floor(elapsed)} of ${total} s`,
    clients === null ? 'k6 starts' : `${clients} ${clients === 1 ? 'client' : 'clients'}`,
    prices,
    ...(action === undefined ? [] : [`last done: ${action}`]),
  ].join(' · ');
}
