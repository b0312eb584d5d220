import type { JetStreamManager } from '@nats-io/jetstream';
import { INSTRUMENTS_STREAM, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { auditStream, siteManager, startTopology, purge } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { followBridge } from './bridge-status.ts';
import type { BridgeListener } from './bridge-status.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const WHOLE = { lost: 0, duplicates: 0, outOfOrder: 0 };

interface Bench extends AsyncDisposable {
  readonly topology: Topology;
  readonly bridge: BridgeListener;
  readonly onprem: JetStreamManager;
  readonly cloud: JetStreamManager;
  status(): Promise<unknown>;
  metric(line: RegExp): Promise<string | undefined>;
  /** Resolves when the cloud has all that the origin had at some moment from now on, without an alarm. */
  untilWell(): Promise<void>;
}

/** Both sites, the bridge services' rights at both, and what the cloud's bridge service says. */
async function startBench(): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const topology = stack.use(await startTopology({ symbols: 5, rate: 20 }));
  const bridge = stack.use(await followBridge(topology));
  const managerAt = async (site: 'onprem' | 'cloud') => {
    const nc = await topology.connect(site, 'bridge');
    stack.defer(() => nc.close());
    return siteManager(nc);
  };
  const [onprem, cloud] = await Promise.all([managerAt('onprem'), managerAt('cloud')]);
  const untilWell = async () => {
    const { state } = await onprem.streams.info(QUOTES_STREAM);
    await vi.waitFor(async () => {
      expect(bridge.alarmed).toEqual([]);
      expect(bridge.quotes?.lastSeq).toBeGreaterThan(state.last_seq);
      expect((await cloud.streams.info(QUOTES_STREAM)).state).toMatchObject({ first_seq: state.first_seq });
    }, WAIT);
  };
  const running = stack.move();
  return {
    topology,
    bridge,
    onprem,
    cloud,
    untilWell,
    status: async () => (await fetch(`${topology.service('api').url}/v1/status`)).json(),
    metric: async (line) =>
      (await (await fetch(`${topology.service('bridge-cloud').url}/metrics`)).text())
        .split('\n')
        .find((candidate) => line.test(candidate)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function expectWhole({ topology }: Bench): Promise<void> {
  const reader = await topology.connect('cloud', 'reader');
  try {
    expect(await auditStream(reader)).toMatchObject({ symbols: 5, ...WHOLE });
  } finally {
    await reader.close();
  }
}

describe('the bridge service of the cloud', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());
  beforeEach(async () => {
    await bench.untilWell();
    bench.bridge.forget();
  });

  it("raises an alarm when the origin's consumer is sent astray, and resets it to what the mirror holds", async () => {
    const { bridge, topology } = bench;
    const nc = await topology.connect('cloud', 'bridge');
    await nc.request('origin.API.CONSUMER.RESET.QUOTES.CLOUD', JSON.stringify({ seq: 99_999_999_999 }), {
      noMux: true,
      reply: 'bridge.answers.astray',
      timeout: 5_000,
    });
    await nc.close();
    await vi.waitFor(() => expect(bridge.quotes?.alarm).toMatchObject({ code: 'stuck' }), WAIT);
    expect(bridge.quotes?.lag).toBeGreaterThan(0);
    expect(bridge.status?.link).toBe('up');
    expect(await bench.metric(/^bridge_stream_alarm\{.*stream="QUOTES",code="stuck"/)).toMatch(/ 1$/);
    const alarms = [{ stream: QUOTES_STREAM, code: 'stuck' }];
    await vi.waitFor(async () => expect(await bench.status()).toMatchObject({ alarms, complete: false }), WAIT);
    await bench.untilWell();
    expect(await bench.metric(/^bridge_mirror_repairs_total\{stream="QUOTES",step="reset-consumer"/)).toMatch(/ [1-9]/);
    expect(await bench.metric(/^bridge_mirror_repairs_total\{stream="QUOTES",step="rebuild"/)).toMatch(/ 0$/);
    await expectWhole(bench);
  });

  it.each([QUOTES_STREAM, INSTRUMENTS_STREAM])(
    'raises an alarm when the mirror %s is purged, and refills it',
    async (stream) => {
      const { bridge, cloud, onprem } = bench;
      const { messages } = (await cloud.streams.info(stream)).state;
      await purge(cloud, stream);
      const alarmOf = () => bridge.status?.streams.find((candidate) => candidate.stream === stream)?.alarm;
      await vi.waitFor(() => expect(alarmOf()).toMatchObject({ code: 'mirror-purged' }), WAIT);
      expect(alarmOf()?.missing).toBeGreaterThanOrEqual(messages - 1);
      await vi.waitFor(async () => {
        // The auditor may have missed quotes that were purged at once, and reports that too.
        const alarms = expect.arrayContaining([expect.objectContaining({ stream, code: 'mirror-purged' })]);
        expect(await bench.status()).toMatchObject({ alarms, complete: false });
      }, WAIT);
      await bench.untilWell();
      expect((await cloud.streams.info(stream)).state.first_seq).toBe(
        (await onprem.streams.info(stream)).state.first_seq,
      );
      expect(await bench.metric(new RegExp(`^bridge_mirror_repairs_total.stream="${stream}",step="rebuild"`))).toMatch(
        / 1$/,
      );
      await expectWhole(bench);
    },
  );

  it('does not know how far the mirror is behind while the link is cut', async () => {
    const { bridge, topology } = bench;
    topology.sites.cable.cut();
    await vi.waitFor(() => expect(bridge.status).toMatchObject({ link: 'down', linkRtt: null }), WAIT);
    await vi.waitFor(() => expect(bridge.quotes).toMatchObject({ lag: null, alarm: null }), WAIT);
    await vi.waitFor(async () => expect(await bench.status()).toMatchObject({ lag: null, link: 'down' }), WAIT);
    expect(await bench.metric(/^bridge_mirror_lag_messages\{stream="QUOTES"/)).toMatch(/ nan$/i);
    expect(await bench.metric(/^bridge_link_rtt_seconds/)).toMatch(/ nan$/i);
    topology.sites.cable.restore();
    await vi.waitFor(() => expect(bridge.quotes?.lag).toBe(0), WAIT);
  });

  // The last two: they leave the origin without what it had.
  it('raises an alarm when the origin is purged, for as long as only the mirror has the messages', async () => {
    const { bridge, cloud, onprem, topology } = bench;
    const held = (await cloud.streams.info(QUOTES_STREAM)).state;
    await purge(onprem, QUOTES_STREAM);
    await vi.waitFor(() => expect(bridge.quotes?.alarm).toMatchObject({ code: 'origin-purged' }), WAIT);
    await vi.waitFor(async () => {
      const { state } = await cloud.streams.info(QUOTES_STREAM);
      expect(state.first_seq).toBe(held.first_seq);
      expect(state.last_seq).toBeGreaterThan(held.last_seq + 300);
    }, WAIT);
    expect(bridge.alarms.map(({ code }) => code)).toEqual(['origin-purged']);
    expect(bridge.actions).toEqual([]);
    const atOrigin = await bridgeMetrics(topology, 'bridge-onprem');
    expect(atOrigin).toMatch(/bridge_stream_alarm\{stream="QUOTES",code="origin-purged".* 1$/m);
    // What the runbook says, when the purge was meant.
    await cloud.streams.delete(QUOTES_STREAM);
    await bench.untilWell();
  });

  it.each([
    ['fewer', 0],
    ['more', 1.5],
  ])('raises an alarm when the origin was recreated with %s messages, faster than one round', async (_, factor) => {
    const { bridge, cloud, onprem, topology } = bench;
    const { config, state } = await onprem.streams.info(QUOTES_STREAM);
    const consumer = await onprem.consumers.info(QUOTES_STREAM, 'CLOUD');
    const feed = await topology.connect('onprem', 'feed');
    await topology.service('feed').stop();
    await onprem.streams.delete(QUOTES_STREAM);
    await onprem.streams.add(config);
    for (let sent = 0; sent < state.last_seq * factor; sent += 1) feed.publish('feed.heartbeat', '{}');
    await feed.flush();
    await onprem.consumers.add(QUOTES_STREAM, consumer.config);
    await vi.waitFor(() => expect(bridge.quotes?.alarm).toMatchObject({ code: 'origin-anew' }), WAIT);
    expect(bridge.quotes).toMatchObject({
      lag: null,
      lastError: expect.stringContaining('the origin was recreated at'),
    });
    const lacking = Math.min(state.last_seq - 100, state.last_seq * factor);
    await vi.waitFor(() => expect(bridge.quotes?.alarm?.missing).toBeGreaterThanOrEqual(lacking), WAIT);
    expect(bridge.actions).toEqual([]);
    await feed.close();
    // What the runbook says.
    await cloud.streams.delete(QUOTES_STREAM);
    await topology.service('feed').restart();
    await bench.untilWell();
  });
});

async function bridgeMetrics(topology: Topology, name: 'bridge-onprem' | 'bridge-cloud'): Promise<string> {
  return (await fetch(`${topology.service(name).url}/metrics`)).text();
}
