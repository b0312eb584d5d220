import { openTestFeed, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { quotesAnswer, statusAnswer } from './answers.ts';
import { startApi } from './testing.ts';

const LONG = { timeout: 30_000, interval: 50 };

async function open(broker: Broker) {
  const api = await startApi(broker);
  const get = async (path: string): Promise<unknown> => (await fetch(`${api.url}${path}`)).json();
  return {
    ...api,
    seqs: async () => {
      const { quotes } = quotesAnswer.parse(await get('/v1/quotes'));
      return Object.fromEntries(quotes.map(({ symbol, seq }) => [symbol, seq]));
    },
    status: async () => statusAnswer.parse(await get('/v1/status')),
  };
}

describe('the API on a real broker', () => {
  it('serves the newest quotes while they flow, and after a restart of its broker', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    feed.beat();
    await feed.instrument('A');
    const stopFlow = feed.flow(['A', 'B', 'C'], 300);
    await using api = await open(broker);
    await expect.poll(api.ready, LONG).toBe(200);
    await expect.poll(api.status, LONG).toMatchObject({ role: 'origin', stale: null, complete: true, symbols: 3 });
    await expect.poll(async () => (await fetch(`${api.url}/v1/instruments`)).json(), LONG).toMatchObject({ total: 1 });

    await broker.stop();
    await expect.poll(api.status, LONG).toMatchObject({ stale: { reason: 'reader' } });
    expect(await api.ready()).toBe(200);
    await broker.start();
    await expect.poll(api.status, LONG).toMatchObject({ stale: null });
    await stopFlow();
    await expect.poll(api.seqs, LONG).toEqual(Object.fromEntries(feed.seqs));
    expect((await api.status()).totals).toMatchObject({ missing: 0, lost: 0, refused: 0 });
  });

  it('omits a withdrawn instrument, also for an API started later, until it is published again', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    for (const symbol of ['A', 'B']) {
      await feed.instrument(symbol);
      await feed.publish(symbol);
    }
    await using api = await open(broker);
    await expect.poll(api.seqs, LONG).toEqual({ A: 1, B: 1 });
    await feed.publishRaw('instruments.A', '');
    await feed.publish('B');
    await expect.poll(api.seqs, LONG).toEqual({ B: 2 });
    await using late = await open(broker);
    await expect.poll(late.seqs, LONG).toEqual({ B: 2 });
    await feed.instrument('A');
    await feed.publish('A');
    await expect.poll(late.seqs, LONG).toEqual({ A: 2, B: 2 });
  });

  it('skips a quote that breaks the contract, and counts it', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await using api = await open(broker);
    await expect.poll(api.ready, LONG).toBe(200);
    await feed.publishRaw('quotes.A', '{"symbol":"A","seq":2}');
    await feed.publishRaw('quotes.A', 'not JSON');
    await feed.publishRaw('feed.heartbeat', '[]');
    await feed.publish('A');
    await expect.poll(api.seqs, LONG).toEqual({ A: 2 });
    expect((await api.status()).totals.refused).toBe(3);
  });

  it('is not ready without its streams, and no longer when it stops', async () => {
    await using broker = await startBroker({ streams: false });
    await using api = await open(broker);
    expect(await api.ready()).toBe(503);
    expect((await fetch(`${api.url}/v1/quotes`)).status).toBe(503);
    await broker.declareStreams();
    await expect.poll(api.ready, LONG).toBe(200);
    api.stop();
    expect(await api.ready()).toBe(503);
    expect((await fetch(`${api.url}/v1/quotes`)).status).toBe(200);
  });
});
