import { INSTRUMENTS_STREAM, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { auditStream, siteManager, startTopology } from '@quotebridge/testkit';
import { expect, it, vi } from 'vitest';

it('fills a mirror that was lost from the first message that the origin has, whatever had been acknowledged', async () => {
  await using topology = await startTopology({ symbols: 20, rate: 10 });
  const cloud = await topology.connect('cloud', 'bridge');
  const jsm = await siteManager(cloud);
  const states = () =>
    Promise.all([QUOTES_STREAM, INSTRUMENTS_STREAM].map(async (name) => (await jsm.streams.info(name)).state));
  // The origin's consumer has had its acknowledgements by then.
  await vi.waitFor(async () => expect((await states())[0]?.last_seq).toBeGreaterThan(1_000), { timeout: 30_000 });
  await Promise.all([jsm.streams.delete(QUOTES_STREAM), jsm.streams.delete(INSTRUMENTS_STREAM)]);
  await vi.waitFor(
    async () => {
      const [quotes, instruments] = await states();
      expect(quotes).toMatchObject({ first_seq: 1 });
      expect(quotes?.last_seq).toBeGreaterThan(1_500);
      expect(instruments).toMatchObject({ messages: 20 });
      const status = await fetch(`${topology.service('api').url}/v1/status`);
      expect(await status.json()).toMatchObject({ stale: null, complete: true });
    },
    { timeout: 30_000, interval: 200 },
  );
  const reader = await topology.connect('cloud', 'reader');
  expect(await auditStream(reader)).toMatchObject({ symbols: 20, lost: 0, duplicates: 0, outOfOrder: 0 });
  await reader.close();
  await cloud.close();
}, 90_000);

it('reports that the origin was lost and recreated, until the mirror is deleted and filled from the new one', async () => {
  await using topology = await startTopology({ symbols: 5, rate: 10 });
  const status = async () => (await fetch(`${topology.service('api').url}/v1/status`)).json();
  const well = { stale: null, complete: true, link: 'up', rtt: expect.any(Number), lag: 0, lastError: null };
  await vi.waitFor(async () => expect(await status()).toMatchObject(well), { timeout: 30_000, interval: 200 });
  const connections = await Promise.all([topology.connect('onprem', 'bridge'), topology.connect('cloud', 'bridge')]);
  const [onprem, cloud] = await Promise.all(connections.map((nc) => siteManager(nc)));
  await onprem!.streams.delete(QUOTES_STREAM);
  const alarmed = { lastError: expect.stringContaining('the origin was recreated at') };
  await vi.waitFor(async () => expect(await status()).toMatchObject(alarmed), { timeout: 30_000, interval: 200 });
  await cloud!.streams.delete(QUOTES_STREAM);
  const reader = await topology.connect('cloud', 'reader');
  await vi.waitFor(
    async () => {
      expect(await auditStream(reader)).toMatchObject({ symbols: 5, lost: 0, duplicates: 0, outOfOrder: 0 });
      expect(await status()).toMatchObject(well);
    },
    { timeout: 30_000, interval: 200 },
  );
  await Promise.all([reader, ...connections].map((nc) => nc.close()));
}, 120_000);
