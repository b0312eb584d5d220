import type { SystemStatus } from './system-watch.ts';

export interface Progress {
  /** Seconds since clients began to connect, and until they end. */
  readonly elapsed: number;
  readonly total: number;
  /** What k6 says; `null` before it can be asked. */
  readonly clients: number | null;
  readonly status: SystemStatus | null;
  /** What was done to the system last. */
  readonly deed: string | undefined;
}

/** How far a run is, in a line. */
export function progressLine({ elapsed, total, clients, status, deed }: Progress): string {
  const prices =
    status === null ? 'the API does not answer' : status.stale === null ? 'fresh' : `stale (${status.stale.reason})`;
  return [
    `${Math.floor(elapsed)} of ${total} s`,
    clients === null ? 'k6 starts' : `${clients} ${clients === 1 ? 'client' : 'clients'}`,
    prices,
    ...(deed === undefined ? [] : [`last done: ${deed}`]),
  ].join(' · ');
}
