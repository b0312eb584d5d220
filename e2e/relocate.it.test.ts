import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientsOf, openClient } from './account-client.ts';

const WAIT = { timeout: 30_000, interval: 50 };
const CLIENTS = 4;
const MOST_CLIENTS = 40;
const NOTHING_WRONG = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

describe('two gateways behind one front door', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ gateways: 2, symbols: 20, rate: 10, env: { gateway: { DRAIN_MS: '3000' } } });
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  it('clients of a draining gateway move before they disconnect, without a gap or a duplicate', async () => {
    using stack = new DisposableStack();
    const clients: ReturnType<typeof openClient>[] = [];
    // A gateway that answered a check late gets none until the next check.
    while (clients.length < CLIENTS || (await clientsOf(topology, 'gateway')) === 0) {
      expect(clients.length).toBeLessThan(MOST_CLIENTS);
      const client = stack.use(openClient(topology.url));
      clients.push(client);
      await vi.waitFor(() => expect(client.snapshots).toBe(1), WAIT);
    }
    await vi.waitFor(() => {
      for (const { account } of clients) expect(account.totals.received).toBeGreaterThan(200);
    }, WAIT);

    const moving = await clientsOf(topology, 'gateway');
    const stopped = topology.service('gateway').stop();
    await vi.waitFor(() => expect(clients.filter(({ snapshots }) => snapshots === 2)).toHaveLength(moving), WAIT);
    await stopped;
    const before = clients.map(({ newest }) => new Map(newest));
    await vi.waitFor(() => {
      for (const [index, { newest }] of clients.entries()) {
        for (const [symbol, seq] of before[index] ?? []) expect(newest.get(symbol)).toBeGreaterThan(seq + 10);
      }
    }, WAIT);

    for (const { account, states, stepsBack } of clients) {
      // Nobody was ever without a gateway.
      expect(states).toEqual(['connected']);
      expect(stepsBack).toBe(0);
      expect(account.totals).toMatchObject(NOTHING_WRONG);
    }
    await topology.service('gateway').restart();
  });
});
