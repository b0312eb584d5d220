import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { EventSource } from 'eventsource';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientsOf, openClient } from './account-client.ts';

const WAIT = { timeout: 90_000, interval: 50 };
const CLIENTS = 30;
const DRAIN_MS = 30_000;
const NOTHING_WRONG = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

describe('through the front door', () => {
  let topology: Topology;

  beforeAll(async () => {
    // A restart may take its time on a busy machine: nobody is to be let go of before the next gateway is there.
    const gateway = { DRAIN_MS: String(DRAIN_MS) };
    topology = await startTopology({
      gateways: 2,
      symbols: 10,
      rate: 5,
      stopWithin: 2 * DRAIN_MS,
      env: { gateway, 'gateway-2': gateway, 'front-door': { WAIT_MS: '15000' } },
    });
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  it('clients of gateways that restart one after the other, then of one, move each time once and stay connected', async () => {
    using stack = new DisposableStack();
    const clients = Array.from({ length: CLIENTS }, () => stack.use(openClient(topology.url)));
    const snapshots = () => clients.map((client) => client.snapshots);
    const sum = () => snapshots().reduce((total, count) => total + count, 0);
    await vi.waitFor(() => {
      for (const { account } of clients) expect(account.totals.received).toBeGreaterThan(100);
    }, WAIT);

    // The first's clients move to the second, and all of them to the first, unless that is not back by then.
    const first = topology.service('gateway').restart();
    await delay(2_600);
    await Promise.all([first, topology.service('gateway-2').restart()]);
    await vi.waitFor(() => expect(Math.min(...snapshots())).toBeGreaterThanOrEqual(2), WAIT);
    expect(Math.max(...snapshots())).toBeLessThanOrEqual(3);

    const moving = await clientsOf(topology, 'gateway');
    const before = snapshots();
    const wanted = sum() + moving;
    await topology.service('gateway').restart();
    await vi.waitFor(() => expect(sum()).toBe(wanted), WAIT);
    // Sent to the gateway that drained, a client would have moved twice.
    for (const [index, count] of snapshots().entries()) expect(count - (before[index] ?? 0)).toBeLessThanOrEqual(1);

    for (const { account, states, stepsBack } of clients) {
      expect(states).toEqual(['connected']);
      expect(stepsBack).toBe(0);
      expect(account.totals).toMatchObject(NOTHING_WRONG);
    }
  });

  it('clients of a gateway that is killed go to the other one, and miss nothing', async () => {
    using stack = new DisposableStack();
    const clients = Array.from({ length: CLIENTS }, () => stack.use(openClient(topology.url)));
    await vi.waitFor(() => {
      for (const { account } of clients) expect(account.totals.received).toBeGreaterThan(100);
    }, WAIT);
    // The first gateway may have come back too late for any of these clients, and then gets those of the second.
    for (const killed of ['gateway-2', 'gateway']) {
      const before = clients.map(({ account, snapshots }) => ({ snapshots, received: account.totals.received }));
      const moving = await clientsOf(topology, killed);
      expect(moving).toBeGreaterThan(0);
      await topology.service(killed).kill();
      await vi.waitFor(() => {
        for (const [index, { account, states }] of clients.entries()) {
          expect(states.at(-1)).toBe('connected');
          expect(account.totals.received).toBeGreaterThan((before[index]?.received ?? 0) + 100);
        }
      }, WAIT);
      const moved = clients.filter(({ snapshots }, index) => snapshots > (before[index]?.snapshots ?? 0));
      expect(moved).toHaveLength(moving);
      await topology.service(killed).restart();
    }
    for (const { account, stepsBack } of clients) {
      expect(stepsBack).toBe(0);
      expect(account.totals).toMatchObject(NOTHING_WRONG);
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
    await vi.waitFor(() => expect(errors).toBeGreaterThan(seen + 1), WAIT);
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
    const answers = new Map<string, number>();
    const stopping = new AbortController();
    const clients = Array.from({ length: 5 }, async () => {
      while (!stopping.signal.aborted) {
        const response = await fetch(`${topology.url}/v1/quotes`);
        const body = await response.text();
        const answer = response.ok ? 'ok' : body;
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
    });
    const answered = () => answers.get('ok') ?? 0;
    await vi.waitFor(() => expect(answered()).toBeGreaterThan(50), WAIT);
    await topology.service('api').restart();
    const before = answered();
    await vi.waitFor(() => expect(answered()).toBeGreaterThan(before + 50), WAIT);
    stopping.abort();
    await Promise.all(clients);
    expect([...answers.keys()]).toEqual(['ok']);
  });
});
