import { openTestFeed, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connectClient, startGateway } from './testing.ts';
import type { TestGateway } from './testing.ts';

const LONG = { timeout: 30_000, interval: 50 };

/** Sends a WebSocket handshake, and returns the answer. */
async function handshake(url: string, query: string): Promise<{ readonly status: number; readonly text: string }> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?${query}`);
  return new Promise((resolve, reject) => {
    ws.on('error', reject);
    ws.once('open', () => {
      ws.terminate();
      resolve({ status: 101, text: '' });
    });
    ws.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
  });
}

describe('a client of another library', () => {
  const stack = new AsyncDisposableStack();
  let broker: Broker;
  let gateway: TestGateway;
  beforeAll(async () => {
    broker = stack.use(await startBroker());
    const feed = stack.use(await openTestFeed(broker));
    feed.beat();
    await feed.publish('A');
    await feed.publish('B');
    gateway = stack.use(await startGateway(broker));
    await vi.waitFor(async () => {
      if (!(await fetch(`${gateway.url}/readyz`)).ok) throw new Error('the gateway is not ready');
    }, LONG);
  });
  afterAll(() => stack.disposeAsync());

  it('gets HTTP 400 with the required protocol when its own is too old', async () => {
    const needed = { status: 400, text: 'EIO=4 (Socket.IO 3 or newer client) is needed' };
    expect(await handshake(gateway.url, 'EIO=3&transport=websocket')).toEqual(needed);
    expect(await handshake(gateway.url, 'transport=websocket')).toEqual(needed);
    expect(await handshake(gateway.url, 'EIO=4&transport=websocket')).toMatchObject({ status: 101 });
  });

  it.each(['EIO=4&transport=polling', 'EIO=3&transport=polling&t=1', 'EIO=4&transport=websocket', 'EIO=4'])(
    'gets HTTP 400 that names WebSocket when it requests %s by plain HTTP',
    async (query) => {
      const answer = await fetch(`${gateway.url}/socket.io/?${query}`);
      const { message } = (await answer.json()) as { message: string };
      expect([answer.status, message]).toEqual([400, expect.stringContaining("transports: ['websocket']")]);
    },
  );

  it('gets a refusal when it sends an unknown event', async () => {
    await using client = connectClient(gateway.url);
    for (const event of ['subscribed', 'toString']) {
      const refusal = { code: 'bad_request', message: 'no such event; the events are subscribe, unsubscribe, trace' };
      expect(await client.ask(event, { symbols: ['A'] })).toEqual({ ok: false, error: refusal });
    }
    expect(await client.subscribe('*')).toMatchObject({ ok: true });
  });

  it.each(['conflated', 'every'])('may trace symbols that it is subscribed to, and no others (%s)', async (mode) => {
    await using client = connectClient(gateway.url);
    const refused = (symbol: string) => ({
      ok: false,
      error: { code: 'bad_request', message: `request.symbol: subscribe to ${symbol} first` },
    });
    expect(await client.ask('trace', { symbol: 'A' })).toEqual(refused('A'));
    await client.ask('subscribe', { symbols: ['A'], mode });
    expect(await client.ask('trace', { symbol: 'A' })).toEqual({ ok: true });
    expect(await client.ask('trace', { symbol: 'B' })).toEqual(refused('B'));
    await client.ask('unsubscribe', { symbols: ['A'] });
    expect(await client.ask('trace', { symbol: 'A' })).toEqual(refused('A'));
  });
});
