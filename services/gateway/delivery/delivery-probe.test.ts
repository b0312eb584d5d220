import type { DeliveryMode, GatewayTrace } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tracer } from './delivery-probe.ts';
import type { TracedClient } from './delivery-probe.ts';

let at = 0;
let tracer: Tracer;
const quote = (seq: number, symbol = 'A') => makeQuote(symbol, seq);

function newClient(mode: DeliveryMode = 'conflated') {
  const traces: GatewayTrace[] = [];
  const client: TracedClient = { mode, onSend: null, tell: (trace) => traces.push(trace) };
  return { client, traces };
}

beforeEach(() => {
  vi.useFakeTimers();
  at = 0;
  tracer = new Tracer(() => (at += 1));
});
afterEach(() => vi.useRealTimers());

describe('the tracer', () => {
  it('follows the newest quote of the symbol that is heard before a packet leaves', () => {
    const { client, traces } = newClient();
    tracer.follow(client, 'A');
    tracer.hear(quote(7));
    tracer.hear(quote(1, 'B'));
    tracer.hear(quote(8));
    tracer.hearStored(quote(7));
    client.onSend?.();
    tracer.hear(quote(9));
    expect(traces).toEqual([]);
    tracer.hearStored(quote(8));
    const { epoch } = quote(8);
    expect(traces).toEqual([{ symbol: 'A', epoch, seq: 8, heard: 2, streamed: 4, sent: 3 }]);
    expect(client.onSend).toBeNull();
  });

  it('tells at once of a quote that the stream brought before it was sent', () => {
    const { client, traces } = newClient();
    tracer.follow(client, 'A');
    tracer.hear(quote(7));
    tracer.hearStored(quote(7));
    client.onSend?.();
    expect(traces).toMatchObject([{ seq: 7, heard: 1, streamed: 2, sent: 3 }]);
  });

  it('goes by the stream alone where every quote is sent', () => {
    const { client, traces } = newClient('every');
    tracer.follow(client, 'A');
    tracer.hear(quote(7));
    expect(client.onSend).toBeNull();
    tracer.hear(quote(8));
    tracer.hearStored(quote(7));
    client.onSend?.();
    expect(traces).toMatchObject([{ seq: 7, heard: 1, streamed: 2, sent: 3 }]);
  });

  it('waits a second for the stream, and says so', () => {
    const { client, traces } = newClient();
    tracer.follow(client, 'A');
    tracer.hear(quote(7));
    client.onSend?.();
    vi.advanceTimersByTime(1_000);
    tracer.hearStored(quote(7));
    expect(traces).toMatchObject([{ seq: 7, streamed: null }]);
  });

  it('follows what was asked for last, and nobody who has left', () => {
    const { client, traces } = newClient();
    tracer.follow(client, 'A');
    tracer.hear(quote(7));
    tracer.follow(client, 'B');
    expect(client.onSend).toBeNull();
    tracer.hear(quote(3, 'B'));
    client.onSend?.();
    tracer.drop(client);
    tracer.hearStored(quote(3, 'B'));
    vi.advanceTimersByTime(2_000);
    expect(traces).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
