import { auditStream, siteManager, startTopology, watchQuotes } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 50 };

describe('three brokers a site', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ brokers: 3, symbols: 20, rate: 10 });
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  it.each([
    ['onprem', 'is killed', 'SIGKILL'],
    ['cloud', 'is killed', 'SIGKILL'],
    ['onprem', 'goes gracefully', 'SIGUSR2'],
    ['cloud', 'goes gracefully', 'SIGUSR2'],
  ] as const)('loses nothing and keeps prices fresh when the leader of the stream %s %s', async (site, _, signal) => {
    using watcher = watchQuotes(topology.url);
    await vi.waitFor(() => {
      expect(watcher.received).toBeGreaterThan(50);
      expect(watcher.status).toMatchObject({ stale: null, complete: true });
    }, WAIT);
    const { length: staleBefore } = watcher.staleReasons;
    const leader = await streamLeader(topology, site);
    const before = new Map(watcher.seqs);
    const pid = leader.pid!;
    process.kill(pid, signal);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), WAIT);
    await vi.waitFor(() => {
      for (const [symbol, seq] of before) expect(watcher.seqs.get(symbol)).toBeGreaterThan(seq + 50);
    }, WAIT);
    // After an exit of its own it counts as running until it is stopped.
    await leader.stop();
    await leader.start();
    await vi.waitFor(() => {
      expect(watcher.status).toMatchObject({ stale: null, complete: true });
      expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
    }, WAIT);
    // The core subscription needs no leader.
    expect(watcher.staleReasons.slice(staleBefore)).toEqual([]);

    const nc = await topology.connect('cloud', 'reader');
    try {
      expect(await auditStream(nc)).toMatchObject({ lost: 0, duplicates: 0, outOfOrder: 0, symbols: 20 });
    } finally {
      await nc.close();
    }
  });

  it('answers from the stream’s history while the API’s broker is killed', async () => {
    const { brokers } = topology.sites.at('cloud');
    const serving = await Promise.all(brokers.map(async (broker) => (await clientsOf(broker)).includes('api.cloud')));
    const asked = brokers[serving.indexOf(true)]!;
    const [symbol] = await symbolsOf(topology);
    const paths = [`quotes/${symbol}/history?limit=5`, 'quotes?as_of=seq:100', `candles/${symbol}?interval=1m`];
    const statuses: number[] = [];
    const ask = async () => {
      for (const path of paths) statuses.push((await fetch(`${topology.url}/v1/${path}`)).status);
    };
    await ask();
    const killed = asked.kill();
    for (let rounds = 0; rounds < 30; rounds += 1) await ask();
    await killed;
    await asked.start();
    expect(statuses).toEqual(statuses.map(() => 200));
  });
});

async function clientsOf({ monitorPort }: { readonly monitorPort: number }): Promise<readonly (string | undefined)[]> {
  const response = await fetch(`http://127.0.0.1:${monitorPort}/connz`);
  const { connections } = (await response.json()) as { connections: readonly { readonly name?: string }[] };
  return connections.map(({ name }) => name);
}

async function symbolsOf({ url }: Topology): Promise<readonly string[]> {
  const { quotes } = (await (await fetch(`${url}/v1/quotes`)).json()) as { quotes: readonly { symbol: string }[] };
  return quotes.map(({ symbol }) => symbol);
}

async function streamLeader(topology: Topology, site: string) {
  const nc = await topology.connect(site, 'bridge');
  try {
    const { cluster } = await (await siteManager(nc)).streams.info('QUOTES');
    const leader = topology.sites.at(site).brokers.find((broker) => broker.name === cluster?.leader);
    if (leader === undefined) throw new Error(`no broker is called ${cluster?.leader}`);
    return leader;
  } finally {
    await nc.close();
  }
}
