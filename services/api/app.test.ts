import type { Instrument } from '@quotebridge/contracts';
import { QuoteMerge } from '@quotebridge/quote-reader';
import type { Quotes } from '@quotebridge/quote-reader';
import { Registry } from '@quotebridge/service-kit';
import { makeQuote } from '@quotebridge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { instrumentsAnswer, quoteAnswer, quotesAnswer } from './answers.ts';
import { contract } from './openapi/testing.ts';
import { FRESH, NOW, problemOf, quotesOf, staleAt, startApp } from './testing.ts';

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
});
