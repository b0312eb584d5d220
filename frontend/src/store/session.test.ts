import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { batch, gateway, snapshot, status } from '@quotebridge/client/testing';
import { openApi } from '../api.ts';
import { openQueries } from '../queries.ts';
import type { Condition } from './condition.ts';
import { Session } from './session.ts';

const patience = { timeout: 10_000, interval: 20 };

function open(origin: string): Session {
  const session = new Session({
    origin,
    api: openApi(origin),
    queries: openQueries(),
    schedule: (flush) => void setTimeout(flush, 5),
    now: () => performance.now(),
  });
  session.show(['A']);
  return session;
}

describe('a session', () => {
  it('shows fresh quotes with their instruments and accounts for each', async () => {
    await using server = await gateway([snapshot]);
    using session = open(server.origin);
    await expect.poll(() => session.condition.get(), patience).toMatchObject({ connection: 'connected', fresh: true });
    await expect.poll(() => session.directory.listings.get()[0]?.instrument?.name, patience).toBe('Acme');
    expect(session.quotes.get('A')?.quote.seq).toBe(1);
    server.io.emit('quotes', batch(4, 2));
    await expect.poll(() => session.quotes.get('A')?.quote.seq, patience).toBe(4);
    expect(session.totals()).toMatchObject({ received: 1, conflated: 2, missing: 0, duplicates: 0, reconnects: 0 });
    expect(session.totals().firstQuoteMs).toBeGreaterThan(0);
  });

  it('becomes stale within 3 s of the gateway’s last status, and fresh again with the next', async () => {
    await using server = await gateway([snapshot]);
    using session = open(server.origin);
    await expect.poll(() => session.condition.get().fresh, patience).toBe(true);
    const from = performance.now();
    await expect.poll(() => session.condition.get(), patience).toMatchObject({ fresh: false, reason: 'gateway' });
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(session.condition.get().since).toBe(status.now - 1);
    server.io.emit('status', { ...status, now: status.now + (performance.now() - from) });
    await expect.poll(() => session.condition.get().fresh, patience).toBe(true);
  });

  it('does not become fresh by a delayed status', async () => {
    await using server = await gateway([snapshot]);
    using session = open(server.origin);
    await expect.poll(() => session.condition.get().fresh, patience).toBe(true);
    await expect.poll(() => session.condition.get().fresh, patience).toBe(false);
    let changes = 0;
    session.condition.subscribe(() => (changes += 1));
    server.io.emit('status', { ...status, now: status.now + 100, heartbeatAge: 500 });
    await later(200);
    expect(session.condition.get().fresh).toBe(false);
    expect(changes).toBe(0);
  });

  it('counts a reconnect and continues from the new snapshot', async () => {
    await using server = await gateway([snapshot, { ok: true, snapshot: [batch(50)], status }]);
    using session = open(server.origin);
    await expect.poll(() => session.condition.get().connection, patience).toBe('connected');
    server.io.disconnectSockets(true);
    await expect.poll(() => session.totals().reconnects, patience).toBe(1);
    server.io.emit('quotes', batch(51));
    await expect.poll(() => session.quotes.get('A')?.quote.seq, patience).toBe(51);
    expect(session.totals()).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0 });
  });

  it('is complete again with another gateway, whatever was missing when the first was lost', async () => {
    await using server = await gateway([snapshot, { ok: true, snapshot: [batch(50)], status }]);
    using session = open(server.origin);
    await expect.poll(() => session.condition.get(), patience).toMatchObject({ fresh: true, complete: true });
    server.io.emit('quotes', batch(4));
    await expect.poll(() => session.condition.get(), patience).toMatchObject({ complete: false });
    expect(session.totals()).toMatchObject({ missing: 2, unsettled: 0 });
    server.io.disconnectSockets(true);
    await expect.poll(() => session.totals().reconnects, patience).toBe(1);
    await expect.poll(() => session.condition.get(), patience).toMatchObject({ fresh: true, complete: true });
    expect(session.totals()).toMatchObject({ missing: 0, unsettled: 2 });
  });

  it('shows a switch to another site while it lasts, and then the site that serves it', async () => {
    const elsewhere = { ok: true, snapshot: [batch(1)], status: { ...status, site: 'onprem' } } as const;
    await using server = await gateway([snapshot, elsewhere]);
    using session = open(server.origin);
    await expect.poll(() => session.site.get(), patience).toBe('cloud');
    const conditions: Condition[] = [];
    session.condition.subscribe(() => conditions.push(session.condition.get()));
    server.io.emit('relocate', { reason: 'move', deadline: 5_000 });
    await expect.poll(() => session.site.get(), patience).toBe('onprem');
    await expect
      .poll(() => session.condition.get(), patience)
      .toMatchObject({ relocating: null, switchedTo: 'onprem' });
    expect(conditions.map(({ relocating }) => relocating)).toContain('move');
    expect(conditions.every(({ fresh }) => fresh)).toBe(true);
    expect(session.totals()).toMatchObject({ missing: 0, duplicates: 0, reconnects: 0 });
  });

  it('gives no time of arrival for quotes of a snapshot, at first and after a reconnect', async () => {
    await using server = await gateway([snapshot, { ok: true, snapshot: [batch(50)], status }]);
    using session = open(server.origin);
    const received: [seq: number, at: number | null][] = [];
    session.listen(({ seq }, _conflated, at) => received.push([seq, at]));
    await expect.poll(() => session.serverTime(), patience).not.toBeNull();
    server.io.emit('quotes', batch(2));
    await expect.poll(() => received.length, patience).toBe(2);
    server.io.disconnectSockets(true);
    await expect.poll(() => session.totals().reconnects, patience).toBe(1);
    server.io.emit('quotes', batch(51));
    await expect.poll(() => received.map(([seq]) => seq), patience).toEqual([1, 2, 50, 51]);
    const [first, second, third] = received.map(([, at]) => at);
    expect([first, third]).toEqual([null, null]);
    expect(second).toBeGreaterThanOrEqual(status.now);
  });

  it('subscribes to what is on the screen, and unsubscribes what has left it', async () => {
    await using server = await gateway([snapshot]);
    using session = open(server.origin);
    await expect.poll(() => session.quotes.get('A')?.quote.seq, patience).toBe(1);
    session.show(['B']);
    session.focus('C');
    await expect.poll(() => server.requests, patience).toContainEqual({ unsubscribe: ['A'] });
    const [, second] = server.requests;
    expect(server.requests[0]).toEqual({ symbols: ['A'], maxRate: 10 });
    expect(second).toEqual({ symbols: expect.arrayContaining(['B']), maxRate: 10 });
    expect(session.subscribed).toEqual(['B', 'C']);
    expect(session.totals()).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 });
  });

  it('requests every quote, and conflation again when it is too slow for that', async () => {
    await using server = await gateway([snapshot]);
    using session = open(server.origin);
    await expect.poll(() => session.condition.get().fresh, patience).toBe(true);
    session.choose({ every: true, maxRate: 5 });
    await expect.poll(() => server.requests.at(-1), patience).toMatchObject({ symbols: ['A'], mode: 'every' });
    server.io.emit('closing', { reason: 'slow_consumer', message: 'too slow for every quote' });
    await expect.poll(() => server.requests.at(-1), patience).toMatchObject({ symbols: ['A'], maxRate: 5 });
    expect(session.delivery.get()).toEqual({ every: false, maxRate: 5 });
    expect(session.condition.get().cutOff).toBe('too slow for every quote');
  });
});

it('reports that WebSocket is blocked behind a proxy that forwards only HTTP', async () => {
  // A proxy without support for Upgrade: it forwards the request without the header, and the gateway refuses it.
  const proxy = createServer((_request, response) => response.writeHead(400).end()).listen(0, '127.0.0.1');
  proxy.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
  await once(proxy, 'listening');
  using session = open(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const problem = expect.stringContaining('not by WebSocket');
  await expect
    .poll(() => session.condition.get(), { timeout: 60_000, interval: 50 })
    .toMatchObject({ connection: 'connecting', problem });
  proxy.close();
  proxy.closeAllConnections();
});
