import { SmallDisk, auditStream, canMount, startTopology, watchQuotes } from '@quotebridge/testkit';
import { describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 90_000, interval: 100 };
const SIZE_MIB = 60;

interface Status {
  readonly stale: unknown;
  readonly complete: boolean;
  readonly lastError: string | null;
  readonly alarms: readonly { readonly code: string; readonly stream: string; readonly text: string }[];
}

describe.skipIf(!canMount)('a full disk', () => {
  it.each([
    ['onprem', 1, 1],
    ['cloud', 1, 1],
    ['onprem', 3, 3],
    ['cloud', 3, 3],
    // Two suffice to stop the stream.
    ['cloud', 2, 3],
  ] as const)(
    '%s, %i of %i brokers: is named, and is recovered from without a hand once there is room',
    async (site, full, brokers) => {
      const code = site === 'onprem' ? 'origin-not-stored' : 'not-stored';
      const names = Array.from({ length: brokers }, (_, index) => `${site}-${index + 1}`);
      const disks = Object.fromEntries(names.slice(0, full).map((name) => [name, new SmallDisk(SIZE_MIB)]));
      const said: string[] = [];
      await using topology = await startTopology({
        brokers,
        symbols: 5,
        rate: 20,
        disks,
        notify: (line) => said.push(line),
      });
      const status = async () => (await (await fetch(`${topology.url}/v1/status`)).json()) as Status;
      using watcher = watchQuotes(topology.url);
      await vi.waitFor(async () => {
        expect(watcher.received).toBeGreaterThan(100);
        expect(await status()).toMatchObject({ stale: null, complete: true, lastError: null });
      }, WAIT);

      const notStoring = () => names.filter((name) => said.some((line) => line.startsWith(`${name} can't store`)));
      await Promise.all(Object.values(disks).map((disk) => disk.fill()));
      await vi.waitFor(async () => {
        // Not of all three: once two store nothing, the third has no leader that gives it anything to store.
        expect(notStoring().length).toBeGreaterThan(brokers / 2);
        const { complete, alarms, lastError } = await status();
        const text = expect.stringMatching(/^the stream can't be stored: no space left/);
        expect(complete).toBe(false);
        expect(alarms).toContainEqual(expect.objectContaining({ stream: 'QUOTES', code, text }));
        expect(lastError).toEqual(text);
        expect(watcher.status).toMatchObject({ complete: false });
        expect(watcher.status?.alarms?.map((alarm) => alarm.code)).toContain(code);
      }, WAIT);
      // Prices go on meanwhile.
      const { received } = watcher;
      await vi.waitFor(async () => {
        expect(watcher.received).toBeGreaterThan(received + 200);
        expect(await status()).toMatchObject({ stale: null });
      }, WAIT);

      await Promise.all(Object.values(disks).map((disk) => disk.free()));
      await vi.waitFor(async () => {
        expect(await status()).toMatchObject({ stale: null, complete: true, lastError: null, alarms: [] });
        expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
        for (const name of notStoring()) expect(said).toContain(`${name} stores again`);
      }, WAIT);
      await using reader = await topology
        .connect('cloud', 'reader')
        .then((nc) => ({ nc, [Symbol.asyncDispose]: () => nc.close() }));
      expect(await auditStream(reader.nc)).toMatchObject({ lost: 0, duplicates: 0, outOfOrder: 0, symbols: 5 });
    },
  );

  it('makes the feed wait at its bound, and prices stale until there is room', async () => {
    const bound = 1_000;
    const disk = new SmallDisk(SIZE_MIB);
    await using topology = await startTopology({
      symbols: 5,
      rate: 40,
      disks: { 'onprem-1': disk },
      notify: () => undefined,
      env: { feed: { FEED_MAX_PENDING: String(bound) } },
    });
    using watcher = watchQuotes(topology.url);
    const unacked = async () => {
      const metrics = await (await fetch(`${topology.service('feed').url}/metrics`)).text();
      return Number(/^feed_unacked_messages\S* (\d+)$/m.exec(metrics)?.[1]);
    };
    await vi.waitFor(() => expect(watcher.status).toMatchObject({ stale: null, complete: true }), WAIT);
    await disk.fill();
    await vi.waitFor(async () => {
      expect(await unacked()).toBeGreaterThanOrEqual(bound);
      expect(watcher.status).toMatchObject({
        stale: { reason: 'feed' },
        alarms: expect.arrayContaining([
          expect.objectContaining({ code: 'origin-not-stored', text: expect.stringContaining('no space left') }),
        ]),
      });
    }, WAIT);
    // Of what may still be published there are only heartbeats, one a second.
    expect(await unacked()).toBeLessThan(bound + 60);
    await disk.free();
    await vi.waitFor(async () => {
      expect(watcher.status).toMatchObject({ stale: null, complete: true, alarms: [] });
      expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
      expect(await unacked()).toBeLessThan(bound / 2);
    }, WAIT);
  });
});
