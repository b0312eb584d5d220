import { QuoteAccount, QuoteClient } from '@quotebridge/client';
import type { ConnectionState } from '@quotebridge/client';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 30_000, interval: 50 };
const CLIENTS = 4;
const NOTHING_WRONG = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

/** The client library as a user has it, with an account of what it told. */
function openClient(url: string) {
  const account = new QuoteAccount();
  const states: ConnectionState[] = [];
  const newest = new Map<string, number>();
  let snapshots = 0;
  let stepsBack = 0;
  const client = new QuoteClient(
    url,
    { symbols: '*' },
    {
      onState: (state) => states.push(state),
      onSnapshot(snapshot, outstanding) {
        snapshots += 1;
        account.begin(snapshot, outstanding);
        for (const [symbol, seq] of snapshot.flatMap(({ quotes }) => quotes)) {
          if (seq < (newest.get(symbol) ?? 0)) stepsBack += 1;
          newest.set(symbol, seq);
        }
      },
      onQuotes({ epoch, quotes }) {
        for (const tuple of quotes) {
          account.record(epoch, tuple);
          newest.set(tuple[0], tuple[1]);
        }
      },
      onStatus: () => undefined,
      onRefused: () => undefined,
    },
  );
  return {
    account,
    states,
    newest,
    get snapshots() {
      return snapshots;
    },
    /** Prices of a new gateway's snapshot that were older than what the last one had told. */
    get stepsBack() {
      return stepsBack;
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

describe('two gateways behind one front door', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ gateways: 2, symbols: 20, rate: 10, env: { gateway: { DRAIN_MS: '3000' } } });
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  it('clients of one that drains move to the other before they let go, without a gap or a repeat', async () => {
    using stack = new DisposableStack();
    const clients = Array.from({ length: CLIENTS }, () => stack.use(openClient(topology.url)));
    await vi.waitFor(() => {
      for (const { account } of clients) expect(account.totals.received).toBeGreaterThan(200);
    }, WAIT);

    const stopped = topology.service('gateway').stop();
    await vi.waitFor(() => expect(clients.filter(({ snapshots }) => snapshots === 2)).toHaveLength(CLIENTS / 2), WAIT);
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
