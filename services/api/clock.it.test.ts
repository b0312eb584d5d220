import { systemClock } from '@quotebridge/service-kit';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { expect, it, vi } from 'vitest';
import { statusAnswer } from './answers.ts';
import { startApi } from './testing.ts';

const WAIT = { timeout: 30_000, interval: 20 };

it.each([-3_600_000, 3_600_000])('reports a clock difference while its own clock is off by %d ms', async (step) => {
  await using broker = await startBroker();
  await using feed = await openTestFeed(broker);
  await feed.publish('A');
  feed.beat();
  let ahead = 0;
  const clock = () => {
    const { wall, monotonic } = systemClock();
    return { wall: wall + ahead, monotonic };
  };
  await using api = await startApi(broker, {}, clock);
  const seen = (expected: object) =>
    vi.waitFor(async () => {
      const status = statusAnswer.parse(await (await fetch(`${api.url}/v1/status`)).json());
      expect(status).toMatchObject(expected);
      expect(status.heartbeatAge).toBeGreaterThanOrEqual(0);
    }, WAIT);
  await seen({ stale: null, clock: { agree: true } });
  ahead = step;
  await seen({ stale: { reason: 'clock' }, clock: { offset: expect.closeTo(step, -3), agree: false } });
  const metrics = await (await fetch(`${api.url}/metrics`)).text();
  expect(metrics).toMatch(/quotes_stale\{reason="clock",[^}]*\} 1\n/);
  ahead = 0;
  await seen({ stale: null, clock: { agree: true } });
});
