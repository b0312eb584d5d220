import type { DeliveryMode, GatewayTrace } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryProbes } from './delivery-probes.ts';
import type { ProbedClient } from './delivery-probes.ts';

let at = 0;
let probes: DeliveryProbes;
const quote = (seq: number, symbol = 'A') => makeQuote(symbol, seq);

function newClient(mode: DeliveryMode = 'conflated') {
  const traces: GatewayTrace[] = [];
  const client: ProbedClient = { mode, onSend: null, sendTrace: (trace) => traces.push(trace) };
  return { client, traces };
}

beforeEach(() => {
  vi.useFakeTimers();
  at = 0;
  probes = new DeliveryProbes(() => (at += 1));
});
afterEach(() => vi.useRealTimers());

describe('the probes', () => {
  it('follows the newest quote of the symbol that is received before a packet leaves', () => {
    const { client, traces } = newClient();
    probes.follow(client, 'A');
    probes.onNewest(quote(7));
    probes.onNewest(quote(1, 'B'));
    probes.onNewest(quote(8));
    probes.onStored(quote(7));
    client.onSend?.();
    probes.onNewest(quote(9));
    expect(traces).toEqual([]);
    probes.onStored(quote(8));
    const { epoch } = quote(8);
    expect(traces).toEqual([{ symbol: 'A', epoch, seq: 8, received: 2, streamed: 4, sent: 3 }]);
    expect(client.onSend).toBeNull();
  });

  it('reports at once when the stream delivered the quote before it was sent', () => {
    const { client, traces } = newClient();
    probes.follow(client, 'A');
    probes.onNewest(quote(7));
    probes.onStored(quote(7));
    client.onSend?.();
    expect(traces).toMatchObject([{ seq: 7, received: 1, streamed: 2, sent: 3 }]);
  });

  it('uses the stream alone in mode every', () => {
    const { client, traces } = newClient('every');
    probes.follow(client, 'A');
    probes.onNewest(quote(7));
    expect(client.onSend).toBeNull();
    probes.onNewest(quote(8));
    probes.onStored(quote(7));
    client.onSend?.();
    expect(traces).toMatchObject([{ seq: 7, received: 1, streamed: 2, sent: 3 }]);
  });

  it('waits a second for the stream, then reports that it did not deliver the quote', () => {
    const { client, traces } = newClient();
    probes.follow(client, 'A');
    probes.onNewest(quote(7));
    client.onSend?.();
    vi.advanceTimersByTime(1_000);
    probes.onStored(quote(7));
    expect(traces).toMatchObject([{ seq: 7, streamed: null }]);
  });

  it('follows the newest request only, and no client that has left', () => {
    const { client, traces } = newClient();
    probes.follow(client, 'A');
    probes.onNewest(quote(7));
    probes.follow(client, 'B');
    expect(client.onSend).toBeNull();
    probes.onNewest(quote(3, 'B'));
    client.onSend?.();
    probes.drop(client);
    probes.onStored(quote(3, 'B'));
    vi.advanceTimersByTime(2_000);
    expect(traces).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
