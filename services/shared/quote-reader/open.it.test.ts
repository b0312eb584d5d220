import { EPOCH_AHEAD_MS } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import { connectTo, openTestFeed, startBroker } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openInstruments } from './instruments.ts';
import { createLogger } from '@quotebridge/service-kit';
import { openQuotes } from './open.ts';
import type { QuoteChange } from './open.ts';

const WAIT = { timeout: 30_000, interval: 20 };
const FAR = Date.now() + 10 * EPOCH_AHEAD_MS;
/** There is no bridge service here. */
const AT_THE_ORIGIN = {
  role: 'origin',
  link: 'unknown',
  bridge: null,
  activity: null,
  observe: () => undefined,
} as const;
const log = createLogger('test', 'silent');

describe('a reader of streams that hold junk', () => {
  const stack = new AsyncDisposableStack();
  let url: string;
  const open = async () => {
    const nc = await connectTo(url);
    return { nc, [Symbol.asyncDispose]: () => nc.close() };
  };
  beforeAll(async () => {
    ({ url } = stack.use(await startBroker()));
  });
  afterAll(() => stack.disposeAsync());

  it('keeps applying quotes from both paths after one of an epoch far in the future', async () => {
    await using connection = await open();
    const { nc } = connection;
    await using feed = await openTestFeed({ url });
    const changes: QuoteChange[] = [];
    const onRefused = vi.fn();
    await using quotes = openQuotes({
      nc,
      log,
      site: AT_THE_ORIGIN,
      apiPrefix: '$JS.API',
      core: true,
      onRefused,
      onChange: (change) => changes.push(change),
    });
    await quotes.ready;
    await feed.publish('A');
    // Once stored, once by core only.
    await feed.publishRaw('quotes.A', JSON.stringify(makeQuote('A', 1_000, FAR)));
    const direct = await connectTo(url);
    stack.defer(() => direct.close());
    direct.publish('quotes.A', JSON.stringify(makeQuote('A', 2_000, FAR)));
    await feed.publishRaw('feed.claim', 'junk');
    await feed.publishRaw('feed.heartbeat', JSON.stringify({ epoch: FAR, time: Date.now(), count: 9e9, symbols: 1 }));
    await feed.publish('A');
    await vi.waitFor(() => expect(quotes.entries.get('A')?.quote.seq).toBe(2), WAIT);
    const byCore = vi.waitFor(() => expect(changes.some(({ via }) => via === 'core')).toBe(true), WAIT);
    await Promise.all([byCore, ...Array.from({ length: 50 }, () => feed.publish('A'))]);
    expect(changes.every(({ quote }) => quote.epoch < FAR)).toBe(true);
    // The only heartbeat is the invalid one.
    expect(quotes.freshness.heartbeatAge).toBeNull();
    // Both quotes and the heartbeat arrive on both paths, the claim on the stream only.
    await vi.waitFor(() => expect(quotes.totals.refused).toBe(7), WAIT);
    expect(onRefused).toHaveBeenCalledTimes(7);
    expect(quotes.totals).toMatchObject({ lost: 0, missing: 0 });
  });

  it('accepts an instrument only on the subject of its symbol', async () => {
    await using connection = await open();
    const { nc } = connection;
    await using feed = await openTestFeed({ url });
    await feed.instrument('A');
    const junk = { symbol: 'A', name: 'Another', currency: 'USD', tickSize: '0.01', source: 'live' };
    await feed.publishRaw('instruments.ZZ', JSON.stringify(junk));
    await feed.publishRaw('instruments.YY', '{"type":"io.nats.jetstream.api.v1.stream_info_response"}');
    const onRefused = vi.fn();
    await using instruments = openInstruments({ nc, apiPrefix: '$JS.API', log, onRefused });
    await vi.waitFor(() => expect(instruments.isReady).toBe(true), WAIT);
    expect([...instruments.bySymbol.values()].map(({ symbol, name }) => [symbol, name])).toEqual([['A', 'A Inc.']]);
    expect(onRefused.mock.calls).toEqual([['INSTRUMENTS'], ['INSTRUMENTS']]);
  });
});
