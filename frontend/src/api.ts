import { decodeQuote } from '@quotebridge/contracts/wire';
import type { Quote, RestPaths } from '@quotebridge/contracts/wire';
import createClient from 'openapi-fetch';

type Paths = RestPaths;
type Answer<Path extends keyof Paths> = Paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type Candle = Answer<'/v1/candles/{symbol}'>['candles'][number];
export type Interval = Answer<'/v1/candles/{symbol}'>['interval'];
type StoredQuote = Answer<'/v1/quotes/{symbol}/history'>['quotes'][number];
type SiteStatus = Answer<'/v1/status'>;
type HistoryQuery = NonNullable<Paths['/v1/quotes/{symbol}/history']['get']['parameters']['query']>;

/** What the board asks of the REST API. Every call throws `ApiUnavailable` when there is no answer to use. */
export interface Api {
  /** The newest quote of every symbol. */
  quotes(signal: AbortSignal): Promise<readonly Quote[]>;
  candles(symbol: string, interval: Interval, limit: number, signal: AbortSignal): Promise<readonly Candle[]>;
  history(symbol: string, query: HistoryQuery, signal: AbortSignal): Promise<readonly StoredQuote[]>;
  status(signal: AbortSignal): Promise<SiteStatus>;
}

/** The API could not answer yet, or not at all. `retryAfterMs` is what it said, where it did. */
export class ApiUnavailable extends Error {
  override readonly name = 'ApiUnavailable';
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(status: number, retryAfter: string | null) {
    super(`the API answered ${status}`);
    this.status = status;
    this.retryAfterMs = retryAfter === null || Number.isNaN(Number(retryAfter)) ? null : Number(retryAfter) * 1_000;
  }
}

/** The API at `origin`. */
export function openApi(origin: string): Api {
  const client = createClient<Paths>({ baseUrl: origin });
  return {
    quotes: async (signal) => {
      const { quotes } = used(await client.GET('/v1/quotes', { signal }));
      return quotes.map((quote) => decodeQuote(JSON.stringify(quote)));
    },
    candles: async (symbol, interval, limit, signal) => {
      const params = { path: { symbol }, query: { interval, limit } };
      return used(await client.GET('/v1/candles/{symbol}', { params, signal })).candles;
    },
    history: async (symbol, query, signal) => {
      const params = { path: { symbol }, query };
      return used(await client.GET('/v1/quotes/{symbol}/history', { params, signal })).quotes;
    },
    status: async (signal) => used(await client.GET('/v1/status', { signal })),
  };
}

function used<T>({ data, response }: { readonly data?: T; readonly response: Response }): T {
  if (data === undefined) throw new ApiUnavailable(response.status, response.headers.get('retry-after'));
  return data;
}
