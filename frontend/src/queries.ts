import { QueryClient } from '@tanstack/react-query';
import { ApiUnavailable } from './api.ts';
import type { Api } from './api.ts';

const AGAIN_WITHIN_MS = { least: 1_000, most: 5_000 } as const;
/** The opens of a day do not change, but there may be more of them. */
const OPENS_AGAIN_AFTER_MS = 300_000;

/**
 * What is asked of the API: each question once at a time, and again until it answers. While that is going on, `failureCount`
 * of a query is above 0. Only what the API refuses is not asked again.
 */
export function openQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // An API at `localhost` answers a browser that is offline.
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

/** What all instruments opened the day with: one answer for whoever needs it. */
export function opensQuery(api: Pick<Api, 'opens'>) {
  return {
    queryKey: ['opens'],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => api.opens(signal),
    staleTime: OPENS_AGAIN_AFTER_MS,
    refetchInterval: OPENS_AGAIN_AFTER_MS,
  } as const;
}

/** The API has answered that it will not: it may answer other questions, and this one not sooner by asking again. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiUnavailable && error.status < 500 && error.status !== 429;
}
