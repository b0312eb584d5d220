import { demandSchema, demandStream } from '@quotebridge/contracts';
import type { Demand } from '@quotebridge/contracts';
import { DEMAND_VALID_MS, demandSubject } from '@quotebridge/contracts/wire';
import { readStream } from '@quotebridge/quote-reader';
import { createLogger } from '@quotebridge/service-kit';
import { siteManager, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const STREAM = demandStream('cloud');
const WAIT = { timeout: 90_000, interval: 100 };
const log = createLogger('test', 'silent');

describe('what the clients of the cloud are subscribed to', () => {
  const resources = new AsyncDisposableStack();
  const stopping = new AbortController();
  let topology: Topology;
  let [s1, s2, s3, s4, s5] = ['', '', '', '', ''];
  const copies = { cloud: new Map<number, string>(), onprem: new Map<number, string>() };

  beforeAll(async () => {
    topology = resources.use(await startTopology({ symbols: 10, rate: 10 }));
    resources.defer(() => stopping.abort());
    await topology.service('api-onprem').restart();
    const answer = await fetch(`${topology.service('api').url}/v1/instruments`);
    const { instruments } = (await answer.json()) as { instruments: { symbol: string }[] };
    [s1, s2, s3, s4, s5] = instruments.map(({ symbol }) => symbol) as [string, string, string, string, string];
    for (const site of ['cloud', 'onprem'] as const) {
      const nc = await topology.connect(site, 'api');
      resources.defer(() => nc.close());
      const held = copies[site];
      void readStream({
        nc,
        apiPrefix: 'site.API',
        stream: STREAM,
        startAfter: () => Math.max(0, ...held.keys()),
        onMessage: (message) =>
          void held.set(message.seq, `${message.subject} ${message.time.toISOString()} ${message.string()}`),
        log,
        signal: stopping.signal,
      });
    }
  });
  afterAll(() => resources.disposeAsync());

  const connect = async (symbols: readonly string[] | '*', gateway = 'gateway') => {
    const socket: Socket = io(topology.service(gateway).url, { transports: ['websocket'], forceNew: true });
    resources.defer(() => void socket.disconnect());
    const subscribe = () =>
      socket
        .timeout(10_000)
        .emitWithAck('subscribe', { symbols })
        .catch(() => undefined);
    // Again after a reconnect, as clients do.
    socket.on('connect', () => void subscribe());
    return socket;
  };
  /** What is valid on-prem, by symbol; `*` is the whole market. */
  const atOnprem = () => {
    const state = new Map<string, Demand>();
    for (const text of copies.onprem.values()) {
      const demand = demandSchema.parse(JSON.parse(text.slice(text.indexOf('{'))));
      expect(text.split(' ')[0]).toBe(demandSubject('cloud', demand.symbol, demand.instance));
      state.set(`${demand.symbol ?? '*'} ${demand.instance}`, demand);
    }
    const sums: Record<string, number> = {};
    for (const { symbol, clients, expires } of state.values()) {
      if (expires > Date.now() && clients > 0) sums[symbol ?? '*'] = (sums[symbol ?? '*'] ?? 0) + clients;
    }
    return sums;
  };
  const expectOnprem = (wanted: Record<string, number>) => vi.waitFor(() => expect(atOnprem()).toEqual(wanted), WAIT);
  const expectEqualCopies = () =>
    vi.waitFor(() => {
      const last = Math.max(...copies.cloud.keys());
      expect(Math.max(...copies.onprem.keys())).toBe(last);
      const [cloud, onprem] = [[...copies.cloud], [...copies.onprem]];
      expect(onprem.map(([seq]) => seq)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      expect(onprem).toEqual(cloud);
    }, WAIT);

  const answerAt = async (name: string) => {
    const answer = await fetch(`${topology.service(name).url}/v1/demand`);
    expect(answer.status).toBe(200);
    return answer.json() as Promise<{ sites: { site: string; stale: boolean }[]; symbols: object[] }>;
  };

  it('reaches on-prem, with each change, and 0 when nobody is left', async () => {
    const first = await connect([s1, s2]);
    const second = await connect([s1]);
    const whole = await connect('*');
    await expectOnprem({ [s1]: 2, [s2]: 1, '*': 1 });
    whole.disconnect();
    second.disconnect();
    await expectOnprem({ [s1]: 1, [s2]: 1 });
    await first.timeout(10_000).emitWithAck('unsubscribe', { symbols: [s2] });
    await expectOnprem({ [s1]: 1 });
    first.disconnect();
    await expectOnprem({});
    await expectEqualCopies();
    expect(copies.onprem.size).toBeGreaterThan(0);
  });

  it('is complete and in order after a cut of the link, with changes during it', async () => {
    const first = await connect([s1]);
    await expectOnprem({ [s1]: 1 });
    topology.sites.cable.cut();
    const before = copies.cloud.size;
    const others = [await connect([s3]), await connect([s3])];
    await vi.waitFor(() => expect(copies.cloud.size).toBeGreaterThan(before + 1), WAIT);
    others[0]?.disconnect();
    const change = copies.cloud.size;
    await vi.waitFor(() => expect(copies.cloud.size).toBeGreaterThan(change + 1), WAIT);
    expect(copies.onprem.size).toBeLessThan(copies.cloud.size);
    // The desk keeps the last known numbers, longer than they are valid.
    const known = [{ symbol: s1, clients: 1, bySite: { cloud: 1 } }];
    const valid = Date.now() + DEMAND_VALID_MS;
    await vi.waitFor(async () => {
      expect(Date.now()).toBeGreaterThan(valid);
      const { sites, symbols } = await answerAt('api-onprem');
      expect(sites.find(({ site }) => site === 'cloud')).toMatchObject({ stale: true, gateways: 1 });
      expect(symbols).toEqual(known);
    }, WAIT);
    topology.sites.cable.restore();
    await expectOnprem({ [s1]: 1, [s3]: 1 });
    await expectEqualCopies();
    for (const name of ['api-onprem', 'api']) {
      await vi.waitFor(async () => {
        const { sites, symbols } = await answerAt(name);
        expect(sites.find(({ site }) => site === 'cloud')).toMatchObject({ stale: false, gateways: 1 });
        expect(symbols).toEqual([s1, s3].toSorted().map((symbol) => ({ symbol, clients: 1, bySite: { cloud: 1 } })));
      }, WAIT);
    }
    first.disconnect();
    others[1]?.disconnect();
    await expectOnprem({});
  });

  it('is right and whole after restarts of gateway, bridge services and brokers', async () => {
    const client = await connect([s1, s4]);
    await expectOnprem({ [s1]: 1, [s4]: 1 });
    for (const name of ['gateway', 'bridge-cloud', 'bridge-onprem']) {
      await topology.service(name).restart();
      await expectOnprem({ [s1]: 1, [s4]: 1 });
    }
    for (const site of ['cloud', 'onprem'] as const) {
      const [broker] = topology.sites.at(site).brokers;
      await broker!.kill();
      await broker!.start();
      const before = copies.onprem.size;
      await vi.waitFor(() => expect(copies.onprem.size).toBeGreaterThan(before), WAIT);
      await expectOnprem({ [s1]: 1, [s4]: 1 });
      await expectEqualCopies();
    }
    client.disconnect();
    await expectOnprem({});
  });

  it('ends within the documented bound after a gateway died without notice', async () => {
    const client = await connect([s5]);
    await expectOnprem({ [s5]: 1 });
    const { pid } = topology.service('gateway');
    client.disconnect();
    client.io.reconnection(false);
    process.kill(pid!, 'SIGKILL');
    // It may have published 0 before it was killed.
    await vi.waitFor(() => expect(atOnprem()).toEqual({}), WAIT);
    await expectEqualCopies();
  });

  it('has the same limits at both sites', async () => {
    const states = await Promise.all(
      ['cloud', 'onprem'].map(async (site) => {
        const nc = await topology.connect(site, 'bridge');
        resources.defer(() => nc.close());
        return (await (await siteManager(nc)).streams.info(STREAM)).state;
      }),
    );
    expect(states[1]).toMatchObject({ first_seq: states[0]!.first_seq });
  });
});
