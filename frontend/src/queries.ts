import { QueryClient } from '@tanstack/react-query';
import { ApiUnavailable } from './api.ts';
import type { Api } from './api.ts';

const AGAIN_WITHIN_MS = { least: 1_000, most: 5_000 } as const;
/** Opening prices do not change, but instruments may be added. */
const OPENS_AGAIN_AFTER_MS = 300_000;
/** While an instrument's details are shown they are requested this often, to notice changes and that they are stale. */
const DETAILS_AGAIN_AFTER_MS = 5_000;

/**
 * Requests to the API: each is in flight only once and is retried until it succeeds; meanwhile the `failureCount` of its query
 * is above 0. A refused request (4xx) is not retried.
 */
export function openQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // An API at `localhost` is reachable even when the browser is offline.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        retry: (_count, error) => !isRefusal(error),
        retryDelay: (count, error) =>
          (error instanceof ApiUnavailable ? error.retryAfterMs : null) ??
          Math.min(AGAIN_WITHIN_MS.most, AGAIN_WITHIN_MS.least * 2 ** count),
      },
    },
  });
}

/** The opening prices of all instruments, shared by everything that needs them. */
export function opensQuery(api: Pick<Api, 'opens'>) {
  return {
    queryKey: ['opens'],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => api.opens(signal),
    staleTime: OPENS_AGAIN_AFTER_MS,
    refetchInterval: OPENS_AGAIN_AFTER_MS,
  } as const;
}

/** The reference data of an instrument. */
export function detailsQuery(api: Pick<Api, 'details'>, symbol: string) {
  return {
    queryKey: ['details', symbol],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => api.details(symbol, signal),
    refetchInterval: DETAILS_AGAIN_AFTER_MS,
  } as const;
}

/** Whether the API refused the request: retrying it would not help. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiUnavailable && error.status < 500 && error.status !== 429;
}
