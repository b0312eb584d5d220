import { createServer } from 'node:http';
import { problemSchema } from '@quotebridge/contracts';
import type { Instrument } from '@quotebridge/contracts';
import { QuoteMerge } from '@quotebridge/quote-reader';
import type { Quotes } from '@quotebridge/quote-reader';
import { createLogger, listen, Registry } from '@quotebridge/service-kit';
import type { Clock, Listening } from '@quotebridge/service-kit';
import { makeQuote } from '@quotebridge/contracts/testing';
import { expect } from 'vitest';
import { createApp } from './app.ts';
import type { ApiDeps } from './deps.ts';
import { contract } from './openapi/testing.ts';
import { LatestStored } from './stream/latest.ts';
import { StreamReadError } from './stream/reads.ts';
import { readConfig } from './config.ts';
import { start } from './start.ts';

/** The API of the site `onprem`, with its own broker. */
export async function startApi(
  broker: { readonly url: string },
  env: Readonly<Record<string, string>> = {},
  clock?: Clock,
) {
  const stopping = new AbortController();
  const needed = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    SITE: 'onprem',
    NATS_URL: broker.url,
    NATS_USER: 'u',
    NATS_PASSWORD: 'p',
  };
  const api = await start(readConfig({ ...needed, ...env }), { stopping: stopping.signal, ...(clock && { clock }) });
  return {
    ...api,
    stop: () => stopping.abort(),
    ready: async () => (await fetch(`${api.url}/readyz`)).status,
  };
}

export const NOW = 1_000_000;

export const FRESH: Quotes['freshness'] = {
  stale: null,
  complete: true,
  link: 'up',
  clock: { offset: 3, agree: true },
  heartbeatAge: 300,
};
export const staleAt = (since: number): Quotes['freshness'] => ({
  ...FRESH,
  stale: { since, reason: 'link' },
  complete: false,
});

export const AUDIT: NonNullable<ApiDeps['site']['audit']> = {
  site: 'cloud',
  time: NOW - 100,
  since: NOW - 60_000,
  created: NOW - 90_000,
  from: 1,
  position: 12,
  hash: '0123456789abcdef',
  totals: {
    symbols: 2,
    published: 10,
    received: 10,
    missing: 0,
    duplicates: 0,
    outOfOrder: 0,
    conflicting: 0,
    skipped: 0,
    refused: 0,
    untracked: 0,
  },
  account: { published: 10, delivered: 10, conflated: 0, held: 0, lost: 0 },
  comparisons: [],
  alarms: [],
  receipts: [],
};

export const documented = contract(3);

export const open = { corsOrigins: [], rateLimit: 0, trustedProxies: 0 };

/** These tests run without a broker. */
const unread = () => Promise.reject(new StreamReadError('no broker'));

/** An API over two quoted symbols, A and B, and the instrument C that has no quote yet. */
export async function startApp(over: Partial<ApiDeps> = {}): Promise<Listening> {
  const merge = new QuoteMerge();
  for (const symbol of ['A', 'B']) merge.apply(makeQuote(symbol, 1), 'stream');
  const instrument = (symbol: string): Instrument => ({
    symbol,
    name: symbol,
    currency: 'USD',
    tickSize: '0.01',
    source: 'simulated',
  });
  const deps: ApiDeps = {
    quotes: quotesOf(merge, { freshness: FRESH }),
    instruments: {
      isReady: true,
      bySymbol: new Map(['C', 'A', 'B'].map((symbol) => [symbol, instrument(symbol)])),
      withdrawn: new Set(),
    },
    site: siteOf(),
    health: { notReady: () => null, metrics: new Registry() },
    log: createLogger('api', 'silent'),
    limits: { maxSymbols: 3 },
    access: open,
    latest: new LatestStored(),
    reads: { batch: unread, lastOf: unread, messageAt: unread },
    candles: { series: unread },
    opens: { of: unread },
    accounts: () => Promise.resolve([]),
    tape: unread,
    demand: { sites: () => [] },
    details: { of: unread },
    live: { add: unread, checkRoom: () => undefined, remove: () => undefined },
    now: () => NOW,
    ...over,
  };
  return listen(createServer(createApp(deps)), '127.0.0.1', 0);
}

export function siteOf(): ApiDeps['site'] {
  return {
    site: 'cloud',
    role: 'mirror',
    link: 'up',
    activity: 12,
    audit: null,
    observe: () => undefined,
    bridge: {
      site: 'cloud',
      time: NOW,
      link: 'up',
      linkRtt: 1.5,
      bridges: [
        {
          name: 'quotes',
          mode: 'replicate',
          carries: 'QUOTES',
          from: ['onprem'],
          to: 'cloud',
          state: 'active',
          since: NOW - 500,
          lag: 4,
          lastActivity: NOW - 30,
          rate: 12.5,
          bytes: 800,
          lastError: null,
        },
      ],
      streams: [
        {
          stream: 'INSTRUMENTS',
          role: 'mirror',
          declared: true,
          created: 1,
          messages: 3,
          bytes: 800,
          maxBytes: null,
          firstSeq: 1,
          newest: null,
          lastSeq: 3,
          lag: 1,
          activity: 400,
          pausedFor: [],
          alarm: null,
          lastError: null,
        },
        {
          stream: 'QUOTES',
          role: 'mirror',
          declared: true,
          created: 1,
          messages: 9,
          bytes: 800,
          maxBytes: null,
          firstSeq: 1,
          newest: null,
          lastSeq: 9,
          lag: 4,
          activity: 400,
          pausedFor: [],
          alarm: null,
          lastError: 'no',
        },
      ],
    },
    [Symbol.dispose]: () => undefined,
  };
}

export async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

/** Quotes as the reader of the stream provides them. */
export function quotesOf(merge: QuoteMerge, over: Partial<ApiDeps['quotes']> = {}): ApiDeps['quotes'] {
  return {
    entries: merge.entries,
    isReady: true,
    freshness: FRESH,
    totals: { ...merge.totals, refused: 0 },
    changes: 0,
    through: { streamSeq: 9, stored: NOW },
    ...over,
  };
}
