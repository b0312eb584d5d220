import { jetstreamManager } from '@nats-io/jetstream';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { QUOTES_STREAM, SITE_API } from '@quotebridge/contracts/wire';
import { auditStream, siteManager, startTopology, watchQuotes } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectLive, WHOLE } from './expect-live.ts';

const WAIT = { timeout: 30_000, interval: 50 };

describe('one broker a site', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ symbols: 20, rate: 10 });
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  const auditCloud = async () => {
    const nc = await topology.connect('cloud', 'reader');
    try {
      return await auditStream(nc);
    } finally {
      await nc.close();
    }
  };

  it('shows a snapshot and then live quotes, with no gap and no duplicate', async () => {
    using watcher = watchQuotes(topology.url);
    await vi.waitFor(() => expect(watcher.seqs.size).toBe(20), WAIT);
    await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(400), WAIT);
    const live = { site: 'cloud', role: 'mirror', link: 'up', stale: null, complete: true };
    await vi.waitFor(() => expect(watcher.status).toMatchObject(live), WAIT);
    expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
  });

  it('gives a late client the same prices as an early one', async () => {
    using early = watchQuotes(topology.url);
    await vi.waitFor(() => expect(early.received).toBeGreaterThan(200), WAIT);
    using late = watchQuotes(topology.url);
    await vi.waitFor(() => expect(late.received).toBeGreaterThan(200), WAIT);
    expect([...late.seqs.keys()].toSorted()).toEqual([...early.seqs.keys()].toSorted());
    expect(late).toMatchObject({ missing: 0, duplicates: 0 });
  });

  it('serves the same quotes by REST', async () => {
    const { quotes, stale } = (await (await fetch(`${topology.url}/v1/quotes`)).json()) as {
      quotes: { symbol: string; seq: number }[];
      stale: unknown;
    };
    expect(stale).toBeNull();
    expect(quotes).toHaveLength(20);
    const symbol = quotes[0]!.symbol;
    const again = (await (await fetch(`${topology.url}/v1/quotes/${symbol}`)).json()) as { seq: number };
    expect(again.seq).toBeGreaterThanOrEqual(quotes[0]!.seq);
  });

  it.each(['feed', 'bridge-onprem', 'bridge-cloud', 'api', 'gateway', 'front-door'])(
    'loses nothing when %s is killed and starts again',
    async (name) => {
      using watcher = watchQuotes(topology.url);
      await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(50), WAIT);
      const before = new Map(watcher.seqs);
      await topology.service(name).kill();
      await vi.waitFor(() => topology.service(name).ready(), WAIT);
      await expectLive(watcher, before);
      await vi.waitFor(() => expectLiveByRest(before), WAIT);
      expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
      expect(await auditCloud()).toMatchObject({ ...WHOLE, symbols: 20 });
    },
  );

  const expectLiveByRest = async (before: ReadonlyMap<string, number>) => {
    const response = await fetch(`${topology.url}/v1/quotes`);
    expect(response.status).toBe(200);
    const { quotes, stale } = (await response.json()) as { quotes: { symbol: string; seq: number }[]; stale: unknown };
    expect(stale).toBeNull();
    expect(quotes).toHaveLength(20);
    for (const { symbol, seq } of quotes) expect(seq).toBeGreaterThan(before.get(symbol) ?? Infinity);
  };

  it.each(['onprem', 'cloud'] as const)('loses nothing when the broker %s is killed and starts again', async (site) => {
    using watcher = watchQuotes(topology.url);
    await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(50), WAIT);
    const before = new Map(watcher.seqs);
    const broker = topology.sites.at(site).brokers[0]!;
    await broker.kill();
    await vi.waitFor(() => expect(watcher.status?.stale).not.toBeNull(), WAIT);
    await broker.start();
    await expectLive(watcher, before);
    expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
    expect(await auditCloud()).toMatchObject({ ...WHOLE, symbols: 20 });
  });

  it('reports why and since when while the link is cut, and loses nothing when it is restored after 15 s', async () => {
    using watcher = watchQuotes(topology.url);
    await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(50), WAIT);
    const cutAt = Date.now();
    topology.sites.cable.cut();
    await vi.waitFor(() => expect(watcher.status?.stale?.reason).toBe('link'), WAIT);
    expect(watcher.status?.stale?.since).toBeGreaterThan(cutAt - 1_500);
    expect(watcher.status?.stale?.since).toBeLessThanOrEqual(cutAt + 1_000);
    await vi.waitFor(() => expect(Date.now() - cutAt).toBeGreaterThan(15_000), WAIT);
    const before = new Map(watcher.seqs);
    topology.sites.cable.restore();
    await expectLive(watcher, before);
    expect(watcher).toMatchObject({ missing: 0, duplicates: 0, reconnects: 0 });
    expect(await auditCloud()).toMatchObject({ ...WHOLE, symbols: 20 });
  });

  it('survives a cut that is too short for the pings to notice', async () => {
    using watcher = watchQuotes(topology.url);
    await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(50), WAIT);
    topology.sites.cable.cut();
    await vi.waitFor(() => expect(watcher.status?.stale).not.toBeNull(), WAIT);
    const before = new Map(watcher.seqs);
    topology.sites.cable.restore();
    await expectLive(watcher, before);
    expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
    expect(await auditCloud()).toMatchObject({ ...WHOLE, symbols: 20 });
  });

  it('recreates deleted streams, and continues', async () => {
    using watcher = watchQuotes(topology.url);
    await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(50), WAIT);
    const nc = await topology.connect('onprem', 'bridge');
    try {
      const jsm = await siteManager(nc);
      const { created } = await jsm.consumers.info(QUOTES_STREAM, 'CLOUD');
      const before = new Map(watcher.seqs);
      await jsm.consumers.delete(QUOTES_STREAM, 'CLOUD');
      await vi.waitFor(async () => {
        expect((await jsm.consumers.info(QUOTES_STREAM, 'CLOUD')).created).not.toBe(created);
      }, WAIT);
      await expectLive(watcher, before);
    } finally {
      await nc.close();
    }
    expect(await auditCloud()).toMatchObject({ ...WHOLE, symbols: 20 });
  });

  it('counts and skips invalid quotes at every reader, and continues', async () => {
    using watcher = watchQuotes(topology.url);
    await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(50), WAIT);
    const refused = async () => {
      const status = (await (await fetch(`${topology.url}/v1/status`)).json()) as { totals: { refused: number } };
      return status.totals.refused;
    };
    const refusedBefore = await refused();
    const nc = await topology.connect('onprem', 'feed');
    const junk = ['', 'no json', '{"symbol":"AAPL"}', '[]', '{"symbol":"OTHER","seq":1}'];
    // Core subscribers receive these; the stream stores none of them, or it would fence the feed off.
    const headers = natsHeaders();
    headers.set('Nats-Expected-Stream', 'none');
    for (const payload of junk) nc.publish('quotes.JUNK', payload, { headers });
    await nc.drain();
    await vi.waitFor(async () => expect((await refused()) - refusedBefore).toBe(junk.length), WAIT);
    await expectLive(watcher, new Map(watcher.seqs));
    expect(watcher.seqs.has('JUNK')).toBe(false);
  });

  it.each(['reader', 'feed'] as const)("keeps %s off the mirror's consumer", async (user) => {
    const nc = await topology.connect('onprem', user);
    try {
      const apiPrefix = user === 'feed' ? '$JS.API' : SITE_API;
      const jsm = await jetstreamManager(nc, { apiPrefix, checkAPI: false });
      await expect(jsm.consumers.delete(QUOTES_STREAM, 'CLOUD')).rejects.toThrow(/permission/i);
    } finally {
      await nc.close();
    }
  });

  it('lets only the feed publish quotes', async () => {
    const nc = await topology.connect('onprem', 'reader');
    try {
      const refused = Promise.withResolvers<string>();
      void (async () => {
        for await (const status of nc.status()) if (status.type === 'error') refused.resolve(String(status.error));
      })();
      nc.publish('quotes.AAPL', '{}');
      expect(await refused.promise).toMatch(/permission.*quotes\.AAPL/i);
    } finally {
      await nc.close();
    }
  });
});
