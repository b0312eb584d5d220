import { systemClock } from '@quotebridge/service-kit';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { expect, it, vi } from 'vitest';
import { connectClient, startGateway } from './testing.ts';

const HOUR = 3_600_000;
const WAIT = { timeout: 30_000, interval: 20 };
/** At the origin there is no link that could be the reason, and no bridge service is needed. */
const AT_THE_ORIGIN = { SITE: 'onprem' };

async function setUp() {
  const stack = new AsyncDisposableStack();
  const broker = stack.use(await startBroker());
  const feed = stack.use(await openTestFeed(broker));
  await feed.instrument('A');
  await feed.publish('A');
  let ahead = 0;
  const clock = () => {
    const { wall, monotonic } = systemClock();
    return { wall: wall + ahead, monotonic };
  };
  const gateway = stack.use(await startGateway(broker, AT_THE_ORIGIN, clock));
  const client = stack.use(connectClient(gateway.url));
  const seen = (expected: object) =>
    vi.waitFor(() => expect(client.account.statuses.at(-1)).toMatchObject(expected), WAIT);
  return {
    feed,
    gateway,
    statuses: client.account.statuses,
    seen,
    setClock: (ms: number) => (ahead = ms),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const near = (offset: number) => ({ offset: expect.closeTo(offset, -3), agree: false });

it.each([-HOUR, -2_000, 2_000, HOUR])('reports that clocks differ when its own is off by %d ms', async (step) => {
  await using world = await setUp();
  world.feed.beat();
  await world.seen({ stale: null, clock: { agree: true } });
  world.setClock(step);
  await world.seen({ stale: { reason: 'clock' }, clock: near(step) });
  expect(await world.gateway.metric('quotes_stale')).toBe(1);
  expect(await world.gateway.metric('quotes_clock_offset_seconds')).toBeCloseTo(step / 1_000, 0);
  world.setClock(0);
  await world.seen({ stale: null, clock: { agree: true } });
  expect(world.statuses.filter(({ stale }) => stale !== null).every(({ stale }) => stale?.reason !== 'feed')).toBe(
    true,
  );
  expect(world.statuses.every(({ heartbeatAge }) => (heartbeatAge ?? 0) >= 0)).toBe(true);
});

it.each([-HOUR, -2_000, 2_000, HOUR])('reports that clocks differ when the feed’s is off by %d ms', async (step) => {
  await using world = await setUp();
  world.feed.beat();
  await world.seen({ stale: null, clock: { agree: true } });
  world.feed.setClock(step);
  await world.seen({ stale: { reason: 'clock' }, clock: near(-step) });
  world.feed.setClock(0);
  await world.seen({ stale: null, clock: { agree: true } });
  expect(world.statuses.every(({ heartbeatAge }) => (heartbeatAge ?? 0) >= 0)).toBe(true);
});

it('is stale while the feed’s clock is an hour ahead, and when it falls silent after its clock was set right', async () => {
  await using world = await setUp();
  world.feed.setClock(HOUR);
  const stop = world.feed.beat();
  await world.seen({ stale: { reason: 'clock' } });
  world.feed.setClock(0);
  await world.seen({ stale: null });
  stop();
  await world.seen({ stale: { reason: 'feed' } });
  const from = world.statuses.length;
  await vi.waitFor(() => expect(world.statuses.length).toBeGreaterThan(from + 3), WAIT);
  expect(world.statuses.slice(from).every(({ stale }) => stale?.reason === 'feed')).toBe(true);
});
