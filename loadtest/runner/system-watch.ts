import { setTimeout as delay } from 'node:timers/promises';

/** The API's status, as far as it is read here. */
export interface SystemStatus {
  readonly stale: { readonly reason: string } | null;
  /** Milliseconds. */
  readonly rtt: number | null;
  /** Messages that the stream in the cloud is behind its origin. */
  readonly lag: number | null;
}

export interface SystemWatch extends AsyncDisposable {
  /** `null` when the API did not answer. */
  readonly latest: SystemStatus | null;
  /** Of the last ten looks that were answered. */
  readonly link: LinkFigures;
}

/** The middle of the last ten seconds. */
export interface LinkFigures {
  readonly rtt: number | null;
  readonly lag: number | null;
}

const LOOK_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 2_000;
const LAST = 10;

/** Polls the API's status once a second. */
export function watchSystem(url: string): SystemWatch {
  const stopping = new AbortController();
  const seen: SystemStatus[] = [];
  let latest: SystemStatus | null = null;
  const look = async () => {
    while (!stopping.signal.aborted) {
      latest = await askStatus(url);
      if (latest !== null) seen.push(latest);
      if (seen.length > LAST) seen.shift();
      await delay(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const looking = look();
  return {
    get latest() {
      return latest;
    },
    get link() {
      return { rtt: middle(seen.map(({ rtt }) => rtt)), lag: middle(seen.map(({ lag }) => lag)) };
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await looking;
    },
  };
}

async function askStatus(url: string): Promise<SystemStatus | null> {
  try {
    const answer = await fetch(`${url}/v1/status`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.ok ? ((await answer.json()) as SystemStatus) : null;
  } catch {
    return null;
  }
}

function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}
