import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { siteManager, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const PATIENCE = { timeout: 60_000, interval: 100 };

describe('declared bridges', () => {
  let topology: Topology;
  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 10 });
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  const status = async () => {
    const answer = await fetch(`${topology.service('api').url}/v1/status`);
    return (await answer.json()) as { readonly bridges: readonly Record<string, unknown>[] };
  };

  it('shows the state of each in /v1/status', async () => {
    await vi.waitFor(async () => {
      const { bridges } = await status();
      expect(bridges).toEqual([
        {
          name: 'quotes',
          mode: 'replicate',
          carries: 'QUOTES',
          from: ['onprem'],
          to: 'cloud',
          state: 'active',
          since: expect.any(Number),
          lag: expect.any(Number),
          lastActivity: expect.any(Number),
          rate: expect.any(Number),
          bytes: expect.any(Number),
          lastError: null,
        },
        // Nothing new: its instruments were listed before.
        expect.objectContaining({ name: 'instruments', carries: 'INSTRUMENTS', lag: 0, lastError: null }),
        expect.objectContaining({ name: 'quotes-live', mode: 'bridge', state: 'open', lag: null, rate: null }),
        expect.objectContaining({ name: 'refdata-details', from: ['cloud'], to: 'onprem', state: 'open' }),
        expect.objectContaining({ name: 'refdata-changed', from: ['onprem'], to: 'cloud', state: 'open' }),
      ]);
    }, PATIENCE);
    const [quotes] = (await status()).bridges;
    expect(quotes?.['rate']).toBeGreaterThan(1);
    expect(quotes?.['bytes']).toBeGreaterThan(100);
  });

  it('has all to the cloud cut off with the link, and active again with it', async () => {
    topology.sites.cable.cut();
    const states = async () => (await status()).bridges.map(({ state }) => state);
    await vi.waitFor(async () => expect(await states()).toEqual(Array.from({ length: 5 }, () => 'cut-off')), PATIENCE);
    topology.sites.cable.restore();
    await vi.waitFor(
      async () =>
        expect(await states()).toEqual(['active', expect.stringMatching(/idle|active/), 'open', 'open', 'open']),
      PATIENCE,
    );
  });

  describe('puts drift right within two rounds', () => {
    let nc: NatsConnection;
    beforeAll(async () => {
      nc = await topology.connect('onprem', 'bridge');
    });
    afterAll(() => nc.close());

    /** Resolves when the bridge service has gone through a number of rounds: it publishes a status at the end of each. */
    const rounds = async (count: number) => {
      const reader = await topology.connect('onprem', 'reader');
      const subscription = reader.subscribe(bridgeStatusSubject('onprem'), { max: count });
      for await (const message of subscription) bridgeStatusSchema.parse(message.json());
      await reader.close();
    };

    it('of a stream', async () => {
      const jsm = await siteManager(nc);
      const { config } = await jsm.streams.info(QUOTES_STREAM);
      await jsm.streams.update(QUOTES_STREAM, { ...config, max_bytes: 20_000_000 });
      // One round may have been half over.
      await rounds(3);
      expect((await jsm.streams.info(QUOTES_STREAM)).config).toEqual(config);
    });

    it('of a consumer that a mirror reads from', async () => {
      const jsm = await siteManager(nc);
      const { config } = await jsm.consumers.info(QUOTES_STREAM, 'CLOUD');
      await jsm.consumers.delete(QUOTES_STREAM, 'CLOUD');
      await rounds(3);
      expect((await jsm.consumers.info(QUOTES_STREAM, 'CLOUD')).config).toEqual(config);
      await vi.waitFor(
        async () => expect((await status()).bridges[0]).toMatchObject({ state: 'active', lastError: null }),
        PATIENCE,
      );
    });
  });
});
