import { openTestFeed, startBroker } from '@quotebridge/testkit';
import type { Broker, TestFeed } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  candlesAnswer,
  historyAnswer,
  instrumentsAnswer,
  opensAnswer,
  quoteAnswer,
  quotesAnswer,
  statusAnswer,
} from './answers.ts';
import { problemSchema } from '@quotebridge/contracts';
import { contract } from './openapi/testing.ts';
import { startApi } from './testing.ts';

const LONG = { timeout: 30_000, interval: 50 };
const QUOTES = 250;

describe('the history in the stream', () => {
  const stack = new AsyncDisposableStack();
  let broker: Broker;
  let feed: TestFeed;
  let url: string;
  const ask = contract(500);
  const get = async (path: string) => (await ask(`${url}${path}`)).body;

  beforeAll(async () => {
    broker = stack.use(await startBroker());
    feed = stack.use(await openTestFeed(broker));
    feed.beat();
    await feed.instrument('A');
    await feed.instrument('AB');
    await feed.publishRaw('quotes.A', 'junk');
    for (let n = 0; n < QUOTES; n += 1) {
      await Promise.all(['A', 'B', 'C'].map((symbol) => feed.publish(symbol)));
    }
    const api = stack.use(await startApi(broker));
    url = api.url;
    await vi.waitFor(async () => {
      for (const path of ['/readyz', '/v1/instruments']) {
        const { status } = await fetch(`${url}${path}`);
        if (status !== 200) throw new Error(`${path} answers ${status}`);
      }
      const { complete } = statusAnswer.parse(await (await fetch(`${url}/v1/status`)).json());
      if (!complete) throw new Error('it is not complete yet');
    }, LONG);
  });
  afterAll(() => stack.disposeAsync());

  const seqsOf = (page: unknown) => historyAnswer.parse(page).quotes.map(({ seq }) => seq);

  it.each(['asc', 'desc'])('is paged through with %s, each quote once', async (order) => {
    const seqs: number[] = [];
    let path: string | null = `/v1/quotes/B/history?order=${order}&limit=60`;
    let pages = 0;
    while (path !== null) {
      const page = historyAnswer.parse(await get(path));
      seqs.push(...page.quotes.map(({ seq }) => seq));
      path = page.next;
      pages += 1;
    }
    const all = Array.from({ length: QUOTES }, (_, index) => index + 1);
    expect(seqs).toEqual(order === 'asc' ? all : all.toReversed());
    expect(pages).toBe(5);
  });

  it('is bounded by number and by time', async () => {
    expect(seqsOf(await get('/v1/quotes/A/history?from_seq=10&to_seq=13'))).toEqual([13, 12, 11, 10]);
    const { quotes } = historyAnswer.parse(await get('/v1/quotes/A/history?order=asc&from_seq=100&limit=1'));
    const time = quotes[0]!.published;
    const later = historyAnswer.parse(await get(`/v1/quotes/A/history?order=asc&from=${time}&limit=1000`)).quotes;
    const earlier = historyAnswer.parse(
      await get(`/v1/quotes/A/history?order=asc&to=${new Date(time).toISOString()}&limit=1000`),
    ).quotes;
    expect(later.every(({ published }) => published >= time)).toBe(true);
    expect(earlier.every(({ published }) => published < time)).toBe(true);
    expect(later.length + earlier.length).toBe(QUOTES);
    expect(seqsOf(await get('/v1/quotes/A/history?from_seq=999'))).toEqual([]);
    expect(seqsOf(await get('/v1/quotes/A/history?from=2100-01-01T00:00:00Z'))).toEqual([]);
  });

  it('returns the whole market as of a number and as of a time', async () => {
    const page = historyAnswer.parse(await get('/v1/quotes/B/history?from_seq=77&to_seq=77'));
    const { streamSeq, stored } = page.quotes[0]!;
    const { quotes, asOf } = quotesAnswer.parse(await get(`/v1/quotes?as_of=seq:${streamSeq}`));
    expect(asOf).toBe(`seq:${streamSeq}`);
    expect(quotes.find(({ symbol }) => symbol === 'B')!.seq).toBe(77);
    for (const { seq } of quotes) expect([76, 77]).toContain(seq);
    const then = quotesAnswer.parse(await get(`/v1/quotes?symbols=C,B&as_of=${stored}`));
    expect(then.quotes.map(({ symbol }) => symbol)).toEqual(['C', 'B']);
    // More than one round may have been stored in that millisecond.
    for (const { seq } of then.quotes) expect(Math.abs(seq - 77)).toBeLessThanOrEqual(10);
    expect(quoteAnswer.parse(await get(`/v1/quotes/B?as_of=seq:${streamSeq}`))).toMatchObject({ seq: 77, stale: null });
    expect(quoteAnswer.parse(await get('/v1/quotes/B?as_of=2100-01-01T00:00:00Z')).seq).toBe(QUOTES);
  });

  it('refuses a time before the first message of the stream', async () => {
    const { status, body } = await ask(`${url}/v1/quotes?as_of=2001-01-01T00:00:00Z`);
    expect([status, problemSchema.parse(body).detail]).toEqual([404, expect.stringContaining('it begins at seq:1')]);
    expect((await ask(`${url}/v1/candles/A?interval=1s&as_of=0`)).status).toBe(404);
  });

  it('builds candles in which every quote is counted once, live and after a restart', async () => {
    const counts = async (base: string, symbol: string) => {
      const answer = await ask(`${base}/v1/candles/${symbol}?interval=1s&limit=1000`);
      const { candles } = candlesAnswer.parse(answer.body);
      for (const { start, open, high, low } of candles) {
        expect(start % 1_000).toBe(0);
        expect(Number(high)).toBeGreaterThanOrEqual(Number(open));
        expect(Number(low)).toBeLessThanOrEqual(Number(open));
      }
      return candles.reduce((sum, { quotes }) => sum + quotes, 0);
    };
    expect(await counts(url, 'C')).toBe(QUOTES);
    for (let n = 0; n < 20; n += 1) await feed.publish('C');
    await expect.poll(() => counts(url, 'C'), LONG).toBe(QUOTES + 20);
    const day = candlesAnswer.parse(await get('/v1/candles/C?interval=1d')).candles;
    expect(day.at(-1)).toMatchObject({ lastSeq: QUOTES + 20, final: false });

    await using again = await startApi(broker);
    await expect.poll(again.ready, LONG).toBe(200);
    expect(await counts(again.url, 'C')).toBe(QUOTES + 20);
    const restarted = candlesAnswer.parse((await ask(`${again.url}/v1/candles/C?interval=1s&limit=1000`)).body).candles;
    const before = candlesAnswer.parse(await get('/v1/candles/C?interval=1s&limit=1000')).candles;
    expect(restarted.map((candle) => ({ ...candle, final: true }))).toEqual(
      before.map((candle) => ({ ...candle, final: true })),
    );
  });

  it('has the opens of all instruments in one answer, each the open of its candle of the day', async () => {
    const { day, opens } = opensAnswer.parse(await get('/v1/opens'));
    expect(opens.map(({ symbol }) => symbol).toSorted()).toEqual(['A', 'B', 'C']);
    for (const { symbol, open, seq } of opens) {
      const { candles } = candlesAnswer.parse(await get(`/v1/candles/${symbol}?interval=1d&limit=1`));
      expect(candles[0]).toMatchObject({ start: day, open, firstSeq: seq });
    }
    const some = opensAnswer.parse(await get('/v1/opens?symbols=C,AB,A'));
    expect(some.opens.map(({ symbol }) => symbol)).toEqual(['C', 'A']);
  });

  it.each(['seq:99999999', '999999999999999', '9999-12-28T23:59:59Z'])(
    'takes %s, which is yet to come, for now',
    async (asOf) => {
      expect(quoteAnswer.parse(await get(`/v1/quotes/B?as_of=${asOf}`)).seq).toBe(QUOTES);
      expect(quotesAnswer.parse(await get(`/v1/quotes?as_of=${asOf}`)).quotes).toHaveLength(3);
      const { candles } = candlesAnswer.parse(await get(`/v1/candles/B?interval=1d&as_of=${asOf}`));
      expect(candles.at(-1)!.lastSeq).toBe(QUOTES);
    },
  );

  it('answers a future time again each time', async () => {
    const seqs = async () => {
      const asOf = 'as_of=9999-12-31T23:59:59Z';
      const { candles } = candlesAnswer.parse(await get(`/v1/candles/A?interval=1d&${asOf}`));
      return [quoteAnswer.parse(await get(`/v1/quotes/A?${asOf}`)).seq, candles.at(-1)!.lastSeq];
    };
    expect(await seqs()).toEqual([QUOTES, QUOTES]);
    await feed.publish('A');
    await expect.poll(seqs, LONG).toEqual([QUOTES + 1, QUOTES + 1]);
  });

  it('gives the same answer for a past time, whatever is published later', async () => {
    const { quotes } = historyAnswer.parse(await get('/v1/quotes/A/history?limit=1'));
    const asOf = `as_of=${quotes[0]!.stored + 1}`;
    const both = () => Promise.all([`/v1/quotes/A?${asOf}`, `/v1/candles/A?interval=1d&${asOf}`].map(get));
    // The next heartbeat proves that no earlier message is outstanding.
    await expect.poll(async () => (await fetch(`${url}/v1/quotes/A?${asOf}`)).status, LONG).toBe(200);
    const before = await both();
    await feed.publish('A');
    await expect.poll(async () => quoteAnswer.parse(await get('/v1/quotes/A')).seq, LONG).toBe(QUOTES + 2);
    expect(await both()).toEqual(before);
  });

  it('builds candles as of a number', async () => {
    const page = historyAnswer.parse(await get('/v1/quotes/A/history?from_seq=50&to_seq=50'));
    const { streamSeq } = page.quotes[0]!;
    const { candles } = candlesAnswer.parse(await get(`/v1/candles/A?interval=1h&as_of=seq:${streamSeq}`));
    expect(candles.at(-1)!.lastSeq).toBe(50);
    expect(candles.reduce((sum, { quotes }) => sum + quotes, 0)).toBe(50);
  });

  it('keeps serving while quotes that are no longer kept are requested', async () => {
    expect(candlesAnswer.parse(await get('/v1/candles/AB?interval=1m')).candles).toEqual([]);
    expect(seqsOf(await get('/v1/quotes/AB/history'))).toEqual([]);
  });

  it('searches instruments page by page, and answers 304 when nothing has changed', async () => {
    const first = await ask(`${url}/v1/instruments?q=inc&limit=1`);
    const answer = instrumentsAnswer.parse(first.body);
    expect(answer).toMatchObject({ total: 2, instruments: [{ symbol: 'A' }] });
    expect(instrumentsAnswer.parse(await get(answer.next!))).toMatchObject({
      instruments: [{ symbol: 'AB' }],
      next: null,
    });
    const etag = first.headers.get('etag')!;
    // Without `cache-control`, fetch would ask for a fresh answer.
    const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
    const again = await ask(`${url}/v1/instruments?q=inc&limit=1`, { headers });
    expect([again.status, again.body]).toEqual([304, null]);
  });

  it.each([
    '/v1/quotes/A/history?limit=0',
    '/v1/quotes/A/history?limit=1001',
    '/v1/quotes/A/history?order=up',
    '/v1/quotes/A/history?from=yesterday',
    '/v1/quotes/A/history?from=2026-13-01T00:00:00Z',
    '/v1/quotes/A/history?to_seq=1.5',
    '/v1/candles/A',
    '/v1/opens?symbols=a,b&limit=1',
    '/v1/candles/A?interval=2m',
    '/v1/quotes?as_of=now',
    '/v1/quotes?as_of=seq:0',
    '/v1/stream?symbols=a%20b',
    '/v1/instruments?limit=x',
  ])('refuses %s as documented', async (path) => {
    const { status, body } = await ask(`${url}${path}`);
    expect(status).toBe(400);
    expect(body).toHaveProperty('parameter');
  });

  it.each(['/v1/quotes/a', '/v1/quotes/a/history', '/v1/candles/a?interval=1s', '/v1/stream?symbols=a'])(
    'answers 404 to %s, with what is near',
    async (path) => {
      const { status, body } = await ask(`${url}${path}`);
      expect([status, (body as { near: unknown }).near]).toEqual([404, ['A', 'AB']]);
    },
  );
});
