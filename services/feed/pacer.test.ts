import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { Pacer } from './pacer.ts';
import type { SourceQuote } from './sources/source.ts';

const quoteAt = (at: number): SourceQuote => ({
  symbol: 'A',
  at,
  bid: '1',
  bidSize: 1,
  ask: '2',
  askSize: 1,
  last: '1',
});

async function* chunks(...parts: readonly number[][]) {
  for (const part of parts) yield part.map(quoteAt);
}

/** A pacer with a clock that advances only by waiting. */
function setUp(room: () => Promise<void> | null = () => null) {
  const clock = { now: 1_000 };
  const stopping = new AbortController();
  const out: { at: number; published: number; now: number }[] = [];
  const givenUp: number[] = [];
  const pacer = new Pacer({
    onQuote: (quote, published) => out.push({ at: quote.at, published, now: clock.now }),
    room,
    onGiveUp: (behind) => givenUp.push(behind),
    signal: stopping.signal,
    now: () => clock.now,
    wait: async (ms) => {
      clock.now += ms;
    },
  });
  return { clock, stopping, out, givenUp, pacer };
}

describe('Pacer', () => {
  it('releases each quote when it is due', async () => {
    const { pacer, out } = setUp();
    await pacer.run(chunks([0, 5], [5, 30]));
    expect(out).toEqual([
      { at: 0, published: 1_000, now: 1_000 },
      { at: 5, published: 1_005, now: 1_005 },
      { at: 5, published: 1_005, now: 1_005 },
      { at: 30, published: 1_030, now: 1_030 },
    ]);
  });

  it('keeps the schedule when it is late, so that lateness shows', async () => {
    const { pacer, out, clock } = setUp(() => {
      if (clock.now === 1_005) clock.now += 400;
      return null;
    });
    await pacer.run(chunks([0, 5, 10, 500]));
    expect(out.map(({ published, now }) => [published, now])).toEqual([
      [1_000, 1_000],
      [1_005, 1_405],
      [1_010, 1_405],
      [1_500, 1_500],
    ]);
  });

  it('reports how far the schedule was published while there is no room, and now when nothing is due', async () => {
    const room = Promise.withResolvers<void>();
    const asked = vi.fn(() => room.promise);
    const { pacer, clock } = setUp(asked);
    expect(pacer.upTo).toBe(1_000);
    const running = pacer.run(chunks([7]));
    await vi.waitFor(() => expect(asked).toHaveBeenCalledWith());
    clock.now = 9_000;
    expect(pacer.upTo).toBe(1_007);
    room.resolve();
    await running;
    expect(pacer.upTo).toBe(9_000);
  });

  it('leaves no listener on its signal, however often there was no room', async () => {
    const { pacer, stopping } = setUp(() => Promise.resolve());
    await pacer.run(chunks([0, 1, 2, 3]));
    expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
  });

  it('restarts the schedule when it is hopelessly behind', async () => {
    const { pacer, out, givenUp, clock } = setUp(() => {
      if (clock.now === 1_005) clock.now += 90_000;
      return null;
    });
    await pacer.run(chunks([5, 10]));
    expect(givenUp).toEqual([90_000]);
    expect(out.map(({ published }) => published)).toEqual([91_005, 91_010]);
  });

  it('releases nothing after it is stopped', async () => {
    const full = new Promise<void>(() => {});
    const { pacer, out, stopping } = setUp(() => full);
    const running = pacer.run(chunks([0, 5]));
    stopping.abort();
    await running;
    expect(out).toEqual([]);
  });
});
