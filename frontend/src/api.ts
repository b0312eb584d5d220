import { decodeInstrument, decodeQuote } from '@quotebridge/contracts/wire';
import type { paths as Paths } from '@quotebridge/contracts/rest';
import type { Instrument, Quote } from '@quotebridge/contracts/wire';
import createClient from 'openapi-fetch';

type Answer<Path extends keyof Paths> = Paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type Candle = Answer<'/v1/candles/{symbol}'>['candles'][number];
export type Interval = Answer<'/v1/candles/{symbol}'>['interval'];
export type Details = Answer<'/v1/instruments/{symbol}/details'>;
export type Tape = Answer<'/v1/tape'>;
type StoredQuote = Answer<'/v1/quotes/{symbol}/history'>['quotes'][number];
type SiteStatus = Answer<'/v1/status'>;
/** The opening prices of a UTC day, by symbol. */
export interface Opens {
  /** When the day began, in milliseconds since the Unix epoch. */
  readonly day: number;
  readonly bySymbol: ReadonlyMap<string, number>;
}
type HistoryQuery = NonNullable<Paths['/v1/quotes/{symbol}/history']['get']['parameters']['query']>;

/** The requests that the board sends to the REST API. Every call throws `ApiUnavailable` without a usable answer. */
export interface Api {
  /** All instruments. */
  instruments(signal: AbortSignal): Promise<readonly Instrument[]>;
  /** The newest quote of every symbol. */
  quotes(signal: AbortSignal): Promise<readonly Quote[]>;
  opens(signal: AbortSignal): Promise<Opens>;
  candles(symbol: string, interval: Interval, limit: number, signal: AbortSignal): Promise<readonly Candle[]>;
  history(symbol: string, query: HistoryQuery, signal: AbortSignal): Promise<readonly StoredQuote[]>;
  details(symbol: string, signal: AbortSignal): Promise<Details>;
  status(signal: AbortSignal): Promise<SiteStatus>;
}

/** The API gave no usable answer. `retryAfterMs` comes from its `Retry-After` header, where there was one. */
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

const ANSWER_WITHIN_MS = 10_000;
/** The maximum page size for instruments. */
const PAGE = 1_000;

/** The API at `origin`. */
export function openApi(origin: string): Api {
  const client = createClient<Paths>({
    baseUrl: origin,
    fetch: (request) =>
      fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]) }),
  });
  return {
    instruments: async (signal) => {
      const all: Instrument[] = [];
      for (let after: string | undefined; ;) {
        const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
        const { instruments, next } = used(await client.GET('/v1/instruments', { params: { query }, signal }));
        for (const entry of instruments) all.push(decodeInstrument(JSON.stringify(entry)));
        after = instruments.at(-1)?.symbol;
        if (next === null || after === undefined) return all;
      }
    },
    quotes: async (signal) => {
      const { quotes } = used(await client.GET('/v1/quotes', { signal }));
      return quotes.map((quote) => decodeQuote(JSON.stringify(quote)));
    },
    opens: async (signal) => {
      const { day, opens } = used(await client.GET('/v1/opens', { signal }));
      return { day, bySymbol: new Map(opens.map(({ symbol, open }) => [symbol, Number(open)])) };
    },
    candles: async (symbol, interval, limit, signal) => {
      const params = { path: { symbol }, query: { interval, limit } };
      return used(await client.GET('/v1/candles/{symbol}', { params, signal })).candles;
    },
    history: async (symbol, query, signal) => {
      const params = { path: { symbol }, query };
      return used(await client.GET('/v1/quotes/{symbol}/history', { params, signal })).quotes;
    },
    details: async (symbol, signal) => {
      const params = { path: { symbol } };
      return used(await client.GET('/v1/instruments/{symbol}/details', { params, signal }));
    },
    status: async (signal) => used(await client.GET('/v1/status', { signal })),
  };
}

function used<T>({ data, response }: { readonly data?: T; readonly response: Response }): T {
  if (data === undefined) throw new ApiUnavailable(response.status, response.headers.get('retry-after'));
  return data;
}
