import { expect, it } from 'vitest';
import { batch, gateway, status } from '../../../services/shared/client/testing.ts';
import { ourClient } from './our-client.ts';

/** Far above what it takes. */
const WITHIN_MS = 30_000;
const WAIT = { timeout: 20_000 };
/** Longer than a status takes to arrive, in milliseconds. */
const LATER_MS = 500;
const LATE_EVERY_MS = 100;

it(
  'does not show old prices as fresh because of a status that precedes the snapshot of a new connection',
  async () => {
    // So old that they turn stale before the client has connected again.
    await using server = await gateway([
      { ok: true, snapshot: [batch(1)], status: { ...status, heartbeatAge: 2_400 } },
    ]);
    using client = ourClient(server.origin);
    await expect.poll(() => client.freshness.reasons, WAIT).toContain('gateway');
    server.script.length = 0;
    server.io.on('connection', (socket) => socket.emit('status', { ...status, now: status.now + 10_000 }));
    client.mark();
    server.io.disconnectSockets(true);
    await expect.poll(() => server.requests.length, WAIT).toBe(2);
    const asked = performance.now();
    await expect.poll(() => client.freshness.lastStaleAt ?? 0, WAIT).toBeGreaterThan(asked + LATER_MS);
    expect(client.freshness.freshWhileOldMs).toBe(0);
  },
  WITHIN_MS,
);

it(
  'counts the time that a status was on its way as age',
  async () => {
    await using server = await gateway([{ ok: true, snapshot: [batch(1)], status }]);
    using client = ourClient(server.origin);
    await expect.poll(() => client.isFresh, WAIT).toBe(true);
    server.io.emit('status', { ...status, now: status.now + 5_000 });
    // They arrive one after the other, each later than a quick network would have delivered it.
    const late = setInterval(() => server.io.emit('status', status), LATE_EVERY_MS);
    try {
      await expect.poll(() => client.isFresh, WAIT).toBe(false);
    } finally {
      clearInterval(late);
    }
  },
  WITHIN_MS,
);
