import { createServer } from 'node:http';
import { problemSchema } from '@quotebridge/contracts';
import type { Instrument } from '@quotebridge/contracts';
import { QuoteMerge } from '@quotebridge/quote-reader';
import { createLogger, listen, Registry } from '@quotebridge/service-kit';
import type { Quotes } from '@quotebridge/quote-reader';
import type { Listening } from '@quotebridge/service-kit';
import { makeQuote } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { instrumentsAnswer, quoteAnswer, quotesAnswer, statusAnswer } from './answers.ts';
import { createApp } from './app.ts';
import type { ApiDeps } from './deps.ts';
import { contract } from './openapi/testing.ts';
import { LatestStored } from './stream/latest.ts';
import { StreamReadError } from './stream/reads.ts';

const NOW = 1_000_000;

const FRESH: Quotes['freshness'] = {
  stale: null,
  complete: true,
  link: 'up',
  clock: { offset: 3, agree: true },
  heartbeatAge: 300,
};
const staleAt = (since: number): Quotes['freshness'] => ({
  ...FRESH,
  stale: { since, reason: 'link' },
  complete: false,
});

const AUDIT: NonNullable<ApiDeps['site']['audit']> = {
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

const documented = contract(3);

const open = { corsOrigins: [], rateLimit: 0, trustedProxies: 0 };

/** These tests run without a broker. */
const unread = () => Promise.reject(new StreamReadError('no broker'));

/** An API over two quoted symbols, A and B, and the instrument C that has no quote yet. */
async function startApp(over: Partial<ApiDeps> = {}): Promise<Listening> {
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
    details: { of: unread },
    live: { add: unread, checkRoom: () => undefined, remove: () => undefined },
    now: () => NOW,
    ...over,
  };
  return listen(createServer(createApp(deps)), '127.0.0.1', 0);
}

function siteOf(): ApiDeps['site'] {
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
          alarm: null,
          lastError: 'no',
        },
      ],
    },
    [Symbol.dispose]: () => undefined,
  };
}

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('the API', () => {
  it('lists the instruments by symbol', async () => {
    await using api = await startApp();
    const answer = instrumentsAnswer.parse(await (await fetch(`${api.url}/v1/instruments`)).json());
    expect(answer.total).toBe(3);
    expect(answer.instruments.map(({ symbol }) => symbol)).toEqual(['A', 'B', 'C']);
  });

  it.each([
    ['', ['A', 'B']],
    ['?symbols=B', ['B']],
    ['?symbols=B,A,B', ['B', 'A']],
    ['?symbols=A,C', ['A']],
  ])('answers /v1/quotes%s', async (query, symbols) => {
    await using api = await startApp();
    const answer = quotesAnswer.parse(await (await fetch(`${api.url}/v1/quotes${query}`)).json());
    expect(answer).toMatchObject({ site: 'cloud', stale: null });
    expect(answer.quotes.map(({ symbol }) => symbol)).toEqual(symbols);
  });

  it('does not return the last quote of a withdrawn instrument as a newest one', async () => {
    const instruments = { isReady: true, bySymbol: new Map(), withdrawn: new Set(['A']) };
    await using api = await startApp({ instruments });
    const answer = quotesAnswer.parse(await (await fetch(`${api.url}/v1/quotes`)).json());
    expect(answer.quotes.map(({ symbol }) => symbol)).toEqual(['B']);
    expect((await fetch(`${api.url}/v1/quotes/B`)).status).toBe(200);
    for (const path of ['/v1/quotes/A', '/v1/quotes?symbols=B,A']) {
      const problem = await problemOf(await fetch(`${api.url}${path}`));
      expect(problem).toMatchObject({ status: 404, detail: expect.stringContaining('no such symbol: A') });
    }
  });

  it('returns the newest quotes, however often the same list is requested', async () => {
    const merge = new QuoteMerge();
    merge.apply(makeQuote('A', 1), 'stream');
    let freshness: Quotes['freshness'] = FRESH;
    const quotes = {
      ...quotesOf(merge),
      get freshness() {
        return freshness;
      },
      get changes() {
        return merge.totals.received + merge.totals.corrected;
      },
    };
    await using api = await startApp({ quotes });
    const ask = async () => quotesAnswer.parse(await (await fetch(`${api.url}/v1/quotes?symbols=A`)).json());
    const first = await ask();
    expect(await ask()).toEqual(first);
    merge.apply(makeQuote('A', 2), 'core');
    expect((await ask()).quotes[0]!.seq).toBe(2);
    merge.apply({ ...makeQuote('A', 2, 2), last: '7' }, 'stream');
    expect((await ask()).quotes[0]!.last).toBe('7');
    freshness = staleAt(5);
    expect((await ask()).stale).toEqual({ since: 5, reason: 'link' });
  });

  it('returns one quote, and since when and why it is stale', async () => {
    const freshness = staleAt(5);
    const merge = new QuoteMerge();
    merge.apply(makeQuote('A', 7), 'stream');
    await using api = await startApp({ quotes: quotesOf(merge, { freshness }) });
    const answer = quoteAnswer.parse(await (await fetch(`${api.url}/v1/quotes/A`)).json());
    expect(answer).toMatchObject({ symbol: 'A', seq: 7, stale: { since: 5, reason: 'link' } });
  });

  it.each([
    ['/v1/quotes/A', '/v1/quotes/A?'],
    ['/v1/quotes?symbols=A,B', '/v1/quotes?symbols=A%2CB'],
  ])('answers %s like %s, which it parses again', async (path, other) => {
    await using api = await startApp();
    const ask = async (asked: string) => {
      const response = await fetch(`${api.url}${asked}`);
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      return [response.status, headers, await response.text()];
    };
    const first = await ask(other);
    expect(first[0]).toBe(200);
    expect(await ask(path)).toEqual(first);
    expect(await ask(path)).toEqual(first);
  });

  it.each(['/v1/quotes/A?as_of=', '/v1/quotes?as_of=', '/v1/candles/A?interval=1s&as_of='])(
    'does not answer %s beyond what its site has received',
    async (path) => {
      const through = { streamSeq: 9, stored: NOW - 5_000 };
      const freshness = staleAt(NOW - 5_000);
      const merge = new QuoteMerge();
      merge.apply(makeQuote('A', 1), 'stream');
      await using api = await startApp({ quotes: quotesOf(merge, { through, freshness }) });
      for (const asOf of [String(NOW - 1_000), 'seq:10']) {
        const response = await fetch(`${api.url}${path}${asOf}`);
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
        expect((await problemOf(response)).detail).toContain('it is at seq:9, stored at ');
      }
    },
  );

  it('answers a future time with the newest quotes, and reports when they are stale', async () => {
    const freshness = staleAt(5);
    const merge = new QuoteMerge();
    merge.apply(makeQuote('A', 1), 'stream');
    await using api = await startApp({ quotes: quotesOf(merge, { freshness }) });
    const asOf = String(NOW + 1);
    const expected = { asOf, stale: { since: 5, reason: 'link' } };
    for (const path of ['/v1/quotes/A', '/v1/quotes']) {
      expect(await (await fetch(`${api.url}${path}?as_of=${asOf}`)).json()).toMatchObject(expected);
    }
  });

  it('reports the status of its site', async () => {
    await using api = await startApp();
    const answer = statusAnswer.parse(await (await fetch(`${api.url}/v1/status`)).json());
    expect(answer).toMatchObject({
      role: 'mirror',
      link: 'up',
      rtt: 1.5,
      lag: 4,
      lastError: 'no',
      heartbeatAge: 300,
      symbols: 2,
      totals: { received: 2, missing: 0, lost: 0, refused: 0 },
    });
  });

  it('reports the alarms of its streams, and is not complete while messages are missing from one', async () => {
    const site = siteOf();
    const alarm = { code: 'mirror-purged' as const, since: 5, text: 'lacks 1,373', action: null, missing: 1_373 };
    const streams = site.bridge!.streams.map((stream) => ({ ...stream, lag: null, alarm }));
    await using api = await startApp({ site: { ...site, bridge: { ...site.bridge!, streams } } });
    const answer = statusAnswer.parse(await (await fetch(`${api.url}/v1/status`)).json());
    const alarms = ['INSTRUMENTS', 'QUOTES'].map((stream) => ({ stream, ...alarm }));
    expect(answer).toMatchObject({ stale: null, lag: null, complete: false, alarms });
  });

  it("shows the alarms of the audit beside the bridge's", async () => {
    const found = { code: 'content-differs' as const, since: 5, text: 'messages 257 to 512 are others', missing: 0 };
    await using api = await startApp({ site: { ...siteOf(), audit: { ...AUDIT, alarms: [found] } } });
    const answer = statusAnswer.parse(await (await fetch(`${api.url}/v1/status`)).json());
    expect(answer.alarms).toEqual([{ stream: 'QUOTES', action: null, ...found }]);
  });

  it('answers with what the auditor found, and says what it waits for where there is none', async () => {
    await using api = await startApp({ site: { ...siteOf(), audit: AUDIT } });
    expect((await documented(`${api.url}/v1/ledger`)).body).toEqual({ ...AUDIT, now: NOW });
    await using silent = await startApp();
    const { status, body } = await documented(`${silent.url}/v1/ledger`);
    expect({ status, body }).toMatchObject({ status: 503, body: { detail: "waiting for the site's auditor" } });
  });

  it('answers with the account of a symbol, and refuses one that there is not', async () => {
    const counts = { received: 70, missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 };
    const account = {
      symbol: 'A',
      from: 1,
      seq: 70,
      epoch: 1,
      ...counts,
      marks: [[64, 64, '0123456789abcdef'] as const],
    };
    await using api = await startApp({ accounts: () => Promise.resolve([account]) });
    expect((await documented(`${api.url}/v1/ledger/A`)).body).toEqual({ ...account, site: 'cloud' });
    expect(await documented(`${api.url}/v1/ledger/Z`)).toMatchObject({
      status: 404,
      body: { detail: 'no such symbol: Z; there are A, B, C' },
    });
    await using empty = await startApp();
    expect(await documented(`${empty.url}/v1/ledger/A`)).toMatchObject({ status: 404 });
  });

  it('finds a symbol by its ticker, in a path, a list and a search', async () => {
    const symbols = ['BRK_2EB', 'BTC_2FUSD'];
    const merge = new QuoteMerge();
    for (const symbol of symbols) merge.apply(makeQuote(symbol, 1), 'stream');
    const listed = symbols.map((symbol): Instrument => {
      return { symbol, name: 'x', currency: 'USD', tickSize: '0.01', source: 'replay' };
    });
    await using api = await startApp({
      quotes: quotesOf(merge, { freshness: FRESH }),
      instruments: {
        isReady: true,
        bySymbol: new Map(listed.map((instrument) => [instrument.symbol, instrument])),
        withdrawn: new Set(),
      },
    });
    const ask = async (path: string): Promise<unknown> => (await fetch(`${api.url}${path}`)).json();
    for (const path of ['BTC%2FUSD', 'BTC_2FUSD'])
      expect(quoteAnswer.parse(await ask(`/v1/quotes/${path}`)).symbol).toBe('BTC_2FUSD');
    const list = quotesAnswer.parse(await ask('/v1/quotes?symbols=BRK.B,BTC%2FUSD'));
    expect(list.quotes.map(({ symbol }) => symbol)).toEqual(symbols);
    for (const q of ['brk.b', 'BRK_2E'])
      expect(instrumentsAnswer.parse(await ask(`/v1/instruments?q=${q}`)).instruments).toEqual([listed[0]]);
  });

  it.each([
    ['/v1/quotes?symbols=', 'symbols'],
    ['/v1/quotes?symbols=A,,B', 'symbols'],
    ['/v1/quotes?symbols=a%20b', 'symbols must be symbols of 1 to 32 of'],
    ['/v1/quotes?symbols=A,B,C,D', 'symbols must name at most 3 symbols'],
    ['/v1/quotes?symbols=A&symbols=B', 'symbols must be given once'],
    ['/v1/quotes?symbol=A', 'symbol is not a parameter here: allowed is symbols'],
    ['/v1/quotes/A?x=1', 'x is not a parameter here'],
    ['/v1/quotes/a%20b', 'symbol must be 1 to 32 of'],
    ['/v1/quotes/%E0%A4%A', 'cannot be read'],
    ['/v1/status?verbose', 'verbose is not a parameter here'],
    ['/v1/instruments?__proto__=1', 'is not a parameter here'],
  ])('refuses %s, naming what is wrong', async (path, detail) => {
    await using api = await startApp();
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(400);
    expect((await problemOf(response)).detail).toContain(detail);
  });

  it.each([
    ['/v1/quotes?symbols=A,Y,Z', 'no such symbol: Y, Z'],
    ['/v1/quotes/Z', 'no such symbol: Z'],
    ['/v1/quotes/C', 'C has not been quoted yet'],
    ['/v1', 'paths here: /v1/quotes, '],
    ['/', 'paths here: /v1/quotes, '],
  ])('answers 404 to %s', async (path, detail) => {
    await using api = await startApp();
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).detail).toContain(detail);
  });

  it.each(['/v1/quotes', '/v1/quotes/A', '/v1/instruments'])('answers %s with 503 before it is ready', async (path) => {
    const freshness = staleAt(5);
    await using api = await startApp({
      quotes: quotesOf(new QuoteMerge(), { isReady: false, freshness, through: null }),
      instruments: { isReady: false, bySymbol: new Map(), withdrawn: new Set() },
      health: { notReady: () => 'waiting', metrics: new Registry() },
    });
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    await problemOf(response);
    expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${api.url}/v1/status`)).status).toBe(200);
  });

  it('answers 304 while a quote is the same', async () => {
    await using api = await startApp();
    const etag = (await fetch(`${api.url}/v1/quotes/A`)).headers.get('etag') ?? '';
    // Without `cache-control`, fetch would ask for a fresh answer.
    const ask = (tag: string) => ({ headers: { 'if-none-match': tag, 'cache-control': 'max-age=0' } });
    const same = await fetch(`${api.url}/v1/quotes/A`, ask(etag));
    expect([same.status, same.headers.get('vary')?.toLowerCase()]).toEqual([304, 'accept-encoding']);
    expect((await fetch(`${api.url}/v1/quotes/B`, ask('W/"0-0"'))).status).toBe(200);
  });

  it('answers 503 when the stream cannot be read', async () => {
    await using api = await startApp();
    for (const path of ['/v1/quotes?as_of=seq:1', '/v1/candles/A?interval=1s', '/v1/opens']) {
      const response = await fetch(`${api.url}${path}`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect((await problemOf(response)).detail).toBe('waiting for the stream of quotes');
      expect((await contract(500)(`${api.url}${path}`)).status).toBe(503);
    }
  });

  it('lets only pages of allowed origins read its responses', async () => {
    await using api = await startApp({ access: { ...open, corsOrigins: ['https://a.example'] } });
    const allowed = async (origin: string) =>
      (await fetch(`${api.url}/v1/status`, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://a.example')).toBe('https://a.example');
    expect(await allowed('https://b.example')).toBeNull();
    await using closed = await startApp();
    const response = await fetch(`${closed.url}/v1/status`, { headers: { origin: 'https://a.example' } });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('refuses a client above the rate limit with Retry-After, and serves the others', async () => {
    let now = NOW;
    await using api = await startApp({ access: { ...open, rateLimit: 2, trustedProxies: 1 }, now: () => now });
    const ask = (client: string) => fetch(`${api.url}/v1/status`, { headers: { 'x-forwarded-for': client } });
    const rateOf = ({ status, headers }: Response) => [status, headers.get('ratelimit'), headers.get('retry-after')];
    const first = await ask('192.0.2.1');
    expect(first.headers.get('ratelimit-policy')).toBe('"2-in-10sec"; q=2; w=10');
    expect(rateOf(first)).toEqual([200, '"2-in-10sec"; r=1; t=10', null]);
    now += 2_500;
    expect(rateOf(await ask('192.0.2.1'))).toEqual([200, '"2-in-10sec"; r=0; t=8', null]);
    // The same address, as IPv6 writes it.
    const refused = await ask('::ffff:192.0.2.1');
    expect(rateOf(refused)).toEqual([429, '"2-in-10sec"; r=0; t=8', '8']);
    const inDocument = contract(500);
    const init = { headers: { 'x-forwarded-for': '192.0.2.1' } };
    expect((await inDocument(`${api.url}/v1/status`, init)).status).toBe(429);
    expect((await inDocument(`${api.url}/v1/status`)).status).toBe(200);
    expect((await problemOf(refused)).detail).toBe('allowed are 2 requests in 10 s');
    expect((await ask('192.0.2.2')).status).toBe(200);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    now += 7_500;
    expect(rateOf(await ask('192.0.2.1'))).toEqual([200, '"2-in-10sec"; r=1; t=10', null]);
  });

  it('counts a network of IPv6 as one client', async () => {
    await using api = await startApp({ access: { ...open, rateLimit: 2, trustedProxies: 1 } });
    const left = async (client: string) =>
      (await fetch(`${api.url}/v1/status`, { headers: { 'x-forwarded-for': client } })).headers.get('ratelimit');
    expect(await left('2001:db8:0:1::1')).toContain('r=1');
    expect(await left('2001:db8:0:2::ffff')).toContain('r=0');
    expect(await left('2001:db8:0:100::1')).toContain('r=1');
  });

  it('compresses large responses', async () => {
    await using api = await startApp();
    const headers = { 'accept-encoding': 'gzip' };
    expect((await fetch(`${api.url}/openapi.json`, { headers })).headers.get('content-encoding')).toBe('gzip');
    expect((await fetch(`${api.url}/v1/quotes/A`, { headers })).headers.has('content-encoding')).toBe(false);
  });

  it('has a documentation page that loads nothing from other hosts', async () => {
    await using api = await startApp();
    const page = await fetch(`${api.url}/docs`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files).toHaveLength(4);
    for (const file of [...files, '/openapi.json', '/asyncapi.json']) {
      expect(file).toMatch(/^\//);
      expect((await fetch(`${api.url}${file}`)).status).toBe(200);
    }
  });

  it('does not leak internal errors', async () => {
    const quotes = {
      ...quotesOf(new QuoteMerge()),
      get entries(): never {
        throw new Error('the password is 1234');
      },
    };
    await using api = await startApp({ quotes });
    const response = await fetch(`${api.url}/v1/quotes`);
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problemOf(response))).not.toContain('1234');
  });

  it('answers HEAD like GET, and other methods with 405', async () => {
    await using api = await startApp();
    expect((await fetch(`${api.url}/v1/quotes`, { method: 'HEAD' })).status).toBe(200);
    const response = await fetch(`${api.url}/v1/quotes`, { method: 'POST', body: '{' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    await problemOf(response);
  });

  it('measures requests by route, never by path', async () => {
    await using api = await startApp();
    await fetch(`${api.url}/v1/quotes/A`);
    await fetch(`${api.url}/v1/quotes/Z`);
    await fetch(`${api.url}/etc/passwd`);
    const metrics = async () => (await fetch(`${api.url}/metrics`)).text();
    await expect
      .poll(metrics)
      .toContain('http_request_duration_seconds_count{route="/v1/quotes/:symbol",status="200"} 1');
    expect(await metrics()).toContain('{route="/v1/quotes/:symbol",status="404"} 1');
    expect(await metrics()).toContain('{route="none",status="404"} 1');
    expect(await metrics()).not.toContain('passwd');
  });
});

/** Quotes as the reader of the stream provides them. */
function quotesOf(merge: QuoteMerge, over: Partial<ApiDeps['quotes']> = {}): ApiDeps['quotes'] {
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
