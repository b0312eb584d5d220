import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { EventSource } from 'eventsource';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openClient } from './account-client.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const CLIENTS = 30;
const NOTHING_WRONG = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

describe('through the front door', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ gateways: 2, symbols: 10, rate: 5 });
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  it('clients of a gateway that restarts move once, to the other, and none loses its connection when both restart', async () => {
    using stack = new DisposableStack();
    const clients = Array.from({ length: CLIENTS }, () => stack.use(openClient(topology.url)));
    const allReceive = () =>
      vi.waitFor(() => {
        for (const { ledger } of clients) expect(ledger.totals.received).toBeGreaterThan(100);
      }, WAIT);
    await allReceive();

    await topology.service('gateway').restart();
    // One snapshot at the beginning, and one for a move.
    expect(clients.filter(({ snapshots }) => snapshots === 2)).toHaveLength(CLIENTS / 2);
    expect(clients.filter(({ snapshots }) => snapshots === 1)).toHaveLength(CLIENTS / 2);

    const first = topology.service('gateway').restart();
    await delay(2_600);
    const second = topology.service('gateway-2').restart();
    await Promise.all([first, second]);
    await vi.waitFor(() => {
      for (const { snapshots } of clients) expect(snapshots).toBeGreaterThanOrEqual(3);
    }, WAIT);
    for (const { ledger, states, stepsBack } of clients) {
      expect(states).toEqual(['connected']);
      expect(stepsBack).toBe(0);
      expect(ledger.totals).toMatchObject(NOTHING_WRONG);
    }
  });

  it("a browser's own EventSource survives restarts and deaths of the API, and misses nothing", async () => {
    const seqs = new Map<string, number[]>();
    const ids: number[] = [];
    let resets = 0;
    let errors = 0;
    const source = new EventSource(`${topology.url}/v1/stream`);
    using _source = { [Symbol.dispose]: () => source.close() };
    source.addEventListener('quote', ({ data, lastEventId }) => {
      const { symbol, seq } = JSON.parse(String(data)) as { symbol: string; seq: number };
      ids.push(Number(lastEventId));
      seqs.set(symbol, [...(seqs.get(symbol) ?? []), seq]);
    });
    source.addEventListener('reset', () => (resets += 1));
    source.addEventListener('error', () => (errors += 1));
    const receives = async () => {
      const before = ids.length;
      await vi.waitFor(() => expect(ids.length).toBeGreaterThan(before + 100), WAIT);
    };
    await receives();

    const api = topology.service('api');
    await api.kill();
    await receives();
    await api.restart();
    await receives();
    // Longer than a request waits: the connection is ended, and the browser comes again.
    await api.stop();
    const seen = errors;
    await vi.waitFor(() => expect(errors).toBeGreaterThan(seen + 2), WAIT);
    expect(source.readyState).not.toBe(EventSource.CLOSED);
    await api.restart();
    await receives();

    expect(resets).toBe(0);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(seqs.size).toBe(10);
    for (const received of seqs.values()) {
      expect(received).toEqual(Array.from(received, (_, index) => (received[0] ?? 0) + index));
    }
  });

  it('fails no request while the API restarts', async () => {
    const statuses = new Map<number, number>();
    const stopping = new AbortController();
    const clients = Array.from({ length: 5 }, async () => {
      while (!stopping.signal.aborted) {
        const { status } = await fetch(`${topology.url}/v1/quotes`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    const answered = () => statuses.get(200) ?? 0;
    await vi.waitFor(() => expect(answered()).toBeGreaterThan(50), WAIT);
    await topology.service('api').restart();
    const before = answered();
    await vi.waitFor(() => expect(answered()).toBeGreaterThan(before + 50), WAIT);
    stopping.abort();
    await Promise.all(clients);
    expect([...statuses.keys()]).toEqual([200]);
  });
});
