import { setTimeout as delay } from 'node:timers/promises';
import type { Shown } from '../fault.ts';

const POLL_EVERY_MS = 100;
const ANSWERED_WITHIN_MS = 1_000;

/** What an operator reads in `/v1/status` of it. */
interface Status {
  readonly link: string;
  readonly stale: { readonly reason: string } | null;
  readonly complete: boolean;
  readonly alarms: readonly { readonly code: string; readonly missing: number }[];
}

/** What `/v1/status` showed since the last mark. */
export interface StatusWatch extends AsyncDisposable {
  mark(): void;
  /** In the order in which they came. */
  readonly shown: readonly Shown[];
  /** How many messages an alarm said are missing, at most. */
  readonly missing: number;
  /** The newest answer, `null` when there was none. */
  readonly isHealthy: boolean;
}

export function watchStatus(url: string): StatusWatch {
  const shown = new Set<Shown>();
  let missing = 0;
  let isHealthy = false;
  const stopping = new AbortController();
  const { signal } = stopping;

  const look = async () => {
    const status = await readStatus(url, signal);
    for (const state of statesOf(status)) shown.add(state);
    if (status === null) {
      isHealthy = false;
      return;
    }
    for (const alarm of status.alarms) missing = Math.max(missing, alarm.missing);
    isHealthy = status.stale === null && status.complete && status.alarms.length === 0 && status.link === 'up';
  };
  const watching = (async () => {
    while (!signal.aborted) {
      await look();
      await delay(POLL_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    mark() {
      shown.clear();
      missing = 0;
    },
    get shown() {
      return [...shown];
    },
    get missing() {
      return missing;
    },
    get isHealthy() {
      return isHealthy;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watching;
    },
  };
}

/** `null` when nothing answers, or something other than the API. */
async function readStatus(url: string, signal: AbortSignal): Promise<Status | null> {
  try {
    const response = await fetch(`${url}/v1/status`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWERED_WITHIN_MS)]),
    });
    if (response.ok) return (await response.json()) as Status;
    await response.body?.cancel();
    return null;
  } catch {
    return null;
  }
}

function statesOf(status: Status | null): Shown[] {
  if (status === null) return ['unreachable'];
  const { stale, link, alarms, complete } = status;
  return [
    stale === null ? 'fresh' : `stale:${stale.reason}`,
    `link:${link}`,
    ...alarms.map(({ code }): Shown => `alarm:${code}`),
    ...(complete ? [] : (['incomplete'] as const)),
  ];
}
