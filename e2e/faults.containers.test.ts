import { decodeQuote, QUOTE_SUBJECTS } from '@quotebridge/contracts/wire';
import { auditStream, siteManager, watchQuotes } from '@quotebridge/testkit';
import type { Watcher } from '@quotebridge/testkit';
import { startContainerTopology } from '@quotebridge/testkit/containers';
import type { ContainerTopology } from '@quotebridge/testkit/containers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectLive, WHOLE } from './expect-live.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const SYMBOLS = 20;
const LATENCY_MS = 150;
/** Quotes, some 10 s of them, and a rate that takes seconds to bring them, beside those that go on coming. */
const MISSED = 2_000;
const CATCH_UP_KBPS = 192;
/** What a quote takes on the cable at least: its JSON, without subject, headers and framing. */
const QUOTE_BYTES = 160;

describe.each([1, 3] as const)('brokers a site: %i', (brokers) => {
  let topology: ContainerTopology;

  beforeAll(async () => {
    topology = await startContainerTopology({ brokers, symbols: SYMBOLS, rate: 10 });
  });
  afterEach(() => topology.sites.cable.restore());
  afterAll(() => topology[Symbol.asyncDispose]());

  it('reports stale prices while the link is cut, and loses nothing', async () => {
    using watcher = watchQuotes(topology.url);
    await flowing(watcher);
    await topology.sites.cable.cut();
    await vi.waitFor(() => expect(watcher.status?.stale?.reason).toBe('link'), WAIT);
    await topology.sites.cable.restore();
    await expectNothingLost(watcher);
  });

  it.each([
    { unreached: 'leaf', why: 'on-prem receives nothing' },
    { unreached: 'hub', why: 'the cloud receives nothing' },
    { unreached: 'both', why: 'neither side receives anything' },
  ] as const)(
    'says that prices are stale while $why over a connection that stays, and loses nothing',
    async ({ unreached }) => {
      using watcher = watchQuotes(topology.url);
      await flowing(watcher);
      await topology.sites.cable.halfOpen(unreached);
      // A client that receives no pong gives the connection up, and its next one gets nowhere.
      await vi.waitFor(() => expect(watcher.status?.stale?.reason).toBe('link'), WAIT);
      await topology.sites.cable.restore();
      await expectNothingLost(watcher);
    },
  );

  it('keeps prices fresh over a slow link, and loses nothing', async () => {
    using watcher = watchQuotes(topology.url);
    await flowing(watcher);
    await topology.sites.cable.slow({ latency: LATENCY_MS, jitter: LATENCY_MS / 10, rate: 512 });
    const before = new Map(watcher.seqs);
    await vi.waitFor(() => {
      for (const [symbol, seq] of before) expect(watcher.seqs.get(symbol)).toBeGreaterThan(seq + 50);
      expect(watcher.status).toMatchObject({ stale: null, link: 'up' });
    }, WAIT);
    expect(await ageOfAQuote()).toBeGreaterThan(LATENCY_MS * 0.8);
    await topology.sites.cable.restore();
    await expectNothingLost(watcher);
  });

  it('falls behind over a link that is too slow for the backlog, catches up, and loses nothing', async () => {
    using watcher = watchQuotes(topology.url);
    await flowing(watcher);
    const lastSeq = async (site: string) => {
      const nc = await topology.connect(site, 'reader');
      try {
        return (await (await siteManager(nc)).streams.info('QUOTES')).state.last_seq;
      } finally {
        await nc.close();
      }
    };
    await topology.sites.cable.cut();
    const before = await lastSeq('onprem');
    await vi.waitFor(async () => expect(await lastSeq('onprem')).toBeGreaterThan(before + MISSED), WAIT);
    const missed = await lastSeq('onprem');
    const restoredAt = performance.now();
    await topology.sites.cable.slow({ latency: 0, jitter: 0, rate: CATCH_UP_KBPS });
    let hasBeenBehind = false;
    await vi.waitFor(async () => {
      const { link, lag } = await status();
      const hasAll = (await lastSeq('cloud')) >= missed;
      if (link === 'up' && lag !== null && lag > 0) hasBeenBehind = true;
      expect({ link, lag, hasBeenBehind, hasAll }).toEqual({ link: 'up', lag: 0, hasBeenBehind: true, hasAll: true });
    }, WAIT);
    // A cable with room for all brings what was missed in a moment. Its rate is in KB/s, so in bytes a millisecond.
    expect(performance.now() - restoredAt).toBeGreaterThan((MISSED * QUOTE_BYTES) / CATCH_UP_KBPS);
    await topology.sites.cable.restore();
    await expectNothingLost(watcher);
  });

  it.each(['onprem', 'cloud'] as const)('loses nothing when a leader %s is killed and starts again', async (site) => {
    using watcher = watchQuotes(topology.url);
    await flowing(watcher);
    const leader = await streamLeader(topology, site);
    await leader.kill();
    // Of three, two go on.
    if (brokers === 3) await flowing(watcher);
    else await vi.waitFor(() => expect(watcher.status?.stale).not.toBeNull(), WAIT);
    await leader.start();
    await expectNothingLost(watcher);
  });

  /** Quotes of every symbol come, more of them than there were. */
  async function flowing(watcher: Watcher): Promise<void> {
    const before = watcher.received;
    await vi.waitFor(() => expect(watcher.seqs.size).toBe(SYMBOLS), WAIT);
    await vi.waitFor(() => expect(watcher.received).toBeGreaterThan(before + 200), WAIT);
  }

  async function status(): Promise<{ link: string; lag: number | null }> {
    return (await fetch(`${topology.url}/v1/status`)).json() as Promise<{ link: string; lag: number | null }>;
  }

  /** How old a quote is that comes over the cable, in milliseconds. */
  async function ageOfAQuote(): Promise<number> {
    const nc = await topology.connect('cloud', 'reader');
    try {
      for await (const message of nc.subscribe(QUOTE_SUBJECTS, { max: 1 })) {
        return Date.now() - decodeQuote(message.string()).published;
      }
      return Number.NaN;
    } finally {
      await nc.close();
    }
  }

  async function expectNothingLost(watcher: Watcher): Promise<void> {
    await expectLive(watcher, new Map(watcher.seqs));
    expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
    for (const site of ['onprem', 'cloud'] as const) {
      const nc = await topology.connect(site, 'reader');
      try {
        expect({ site, ...(await auditStream(nc)) }).toMatchObject({ site, ...WHOLE, symbols: SYMBOLS });
      } finally {
        await nc.close();
      }
    }
  }
});

async function streamLeader(topology: ContainerTopology, site: string) {
  const { brokers } = topology.sites.at(site);
  const nc = await topology.connect(site, 'bridge');
  try {
    const { cluster } = await (await siteManager(nc)).streams.info('QUOTES');
    const leader =
      brokers.find(({ name }) => name === cluster?.leader) ?? (brokers.length === 1 ? brokers[0] : undefined);
    if (leader === undefined) throw new Error(`no broker is called ${cluster?.leader}`);
    return leader;
  } finally {
    await nc.close();
  }
}
