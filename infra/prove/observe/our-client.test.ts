import { expect, it } from 'vitest';
import { gateway, snapshot, status } from '../../../services/shared/client/testing.ts';
import { ourClient } from './our-client.ts';

/** Far above what it takes. */
const WITHIN_MS = 30_000;
const WAIT = { timeout: 20_000 };
/** Longer than a status takes to arrive, in milliseconds. */
const LATER_MS = 500;

it(
  'does not show old prices as fresh because of a status that precedes the snapshot of a new connection',
  async () => {
    await using server = await gateway([snapshot]);
    using client = ourClient(server.origin);
    await expect.poll(() => client.isFresh, WAIT).toBe(true);
    server.script.length = 0;
    server.io.on('connection', (socket) => socket.emit('status', { ...status, now: status.now + 10_000 }));
    server.io.disconnectSockets(true);
    await expect.poll(() => client.isFresh, WAIT).toBe(false);
    await expect.poll(() => server.requests.length, WAIT).toBe(2);
    const asked = performance.now();
    server.io.emit('status', { ...status, now: status.now + 11_000 });
    await expect.poll(() => client.freshness.lastStaleAt ?? 0, WAIT).toBeGreaterThan(asked + LATER_MS);
    expect(client.isFresh).toBe(false);
  },
  WITHIN_MS,
);

it(
  'counts the time that a status was on its way as age',
  async () => {
    await using server = await gateway([snapshot]);
    using client = ourClient(server.origin);
    await expect.poll(() => client.isFresh, WAIT).toBe(true);
    // The second is as old as a network that was held up for 5 s delivers it.
    server.io.emit('status', { ...status, now: status.now + 5_000 });
    server.io.emit('status', status);
    await expect.poll(() => client.isFresh, WAIT).toBe(false);
  },
  WITHIN_MS,
);
