import type { Counts, ProbeCounts } from '../core/migration.ts';
import { openApiClient } from './api-client.ts';
import { openLibraryClient } from './library-client.ts';
import { openPlainClient } from './plain-client.ts';
import { sumOf } from './probe-account.ts';

/** Clients of each kind. */
const CLIENTS = 3;

/** Our own clients of the front door, for the time of a migration. */
export interface Probes extends AsyncDisposable {
  readonly counts: Pick<Counts, 'library' | 'plain' | 'api'>;
}

export function openProbes(url: string): Probes {
  const stack = new AsyncDisposableStack();
  const now = () => performance.now();
  const library = Array.from({ length: CLIENTS }, () => stack.use(openLibraryClient(url, now)));
  const plain = Array.from({ length: CLIENTS }, () => stack.use(openPlainClient(url, now)));
  const api = stack.use(openApiClient(url));
  return {
    get counts() {
      return {
        library: sumOf(library.map(({ counts }) => counts)),
        plain: sumOf(plain.map(({ counts }) => counts)),
        api: { answered: api.answered, failed: api.failed },
      };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Adds what another process counted before it stopped. What its clients missed at that moment is unknown since. */
export function addProbes(before: ProbeCounts, now: ProbeCounts): ProbeCounts {
  return {
    ...sumOf([before, now]),
    clients: Math.max(before.clients, now.clients),
    missing: now.missing,
  };
}
