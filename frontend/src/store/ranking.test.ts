import type { Quote } from '@quotebridge/contracts/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openQueries } from '../queries.ts';
import { dayStart } from '../trends/day.ts';
import { Ranking } from './ranking.ts';

const NOON = Date.UTC(2026, 0, 31, 12);
const SYMBOLS = Array.from({ length: 1_005 }, (_, n) => `S${n}`);
const byChange = { column: 'change', descending: true } as const;

function setUp() {
  const asked: string[] = [];
  const state = { now: NOON, last: '10', failing: false };
  const answer = async <T>(path: string, body: () => T): Promise<T> => {
    asked.push(path);
    if (state.failing) throw new Error('away');
    return body();
  };
  const ranking = new Ranking({
    api: {
      quotes: () =>
        answer('quotes', () =>
          SYMBOLS.map((symbol) => ({ symbol, last: state.last, published: state.now }) as unknown as Quote),
        ),
      opens: () =>
        answer('opens', () => ({ day: dayStart(NOON), bySymbol: new Map(SYMBOLS.map((symbol) => [symbol, 8])) })),
    },
    queries: openQueries(),
    wallClock: () => state.now,
  });
  return { ranking, asked, state };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the ranking', () => {
  it('keeps the prices at the time of the request', async () => {
    const { ranking, state } = setUp();
    ranking.rank({ column: 'last', descending: true });
    await vi.advanceTimersByTimeAsync(1);
    state.last = '99';
    const { known, at } = ranking.ranked.get();
    expect(known('S1').quote?.last).toBe('10');
    expect(known('B').quote).toBeUndefined();
    expect([at, ranking.reading.get()]).toEqual([NOON, false]);
  });

  it('loads a thousand opening prices in one request, and caches them', async () => {
    const { ranking, asked } = setUp();
    ranking.rank(byChange);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.toSorted()).toEqual(['opens', 'quotes']);
    expect(SYMBOLS.every((symbol) => ranking.ranked.get().known(symbol).open === 8)).toBe(true);
    ranking.rank(byChange);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.filter((path) => path === 'opens')).toHaveLength(1);
  });

  it('ignores opening prices of another day', async () => {
    const { ranking, state } = setUp();
    state.now += 86_400_000;
    ranking.rank(byChange);
    await vi.advanceTimersByTimeAsync(1);
    expect(ranking.ranked.get()).toMatchObject({ sort: byChange });
    expect(ranking.ranked.get().known('S1').open).toBeUndefined();
  });

  it('leaves the order unchanged while the API is unavailable, and sorts when it is back', async () => {
    const { ranking, state } = setUp();
    state.failing = true;
    ranking.rank(byChange);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([ranking.failed.get(), ranking.reading.get()]).toEqual([true, true]);
    expect(ranking.ranked.get().sort.column).toBe('symbol');
    state.failing = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect([ranking.failed.get(), ranking.reading.get()]).toEqual([false, false]);
    expect(ranking.ranked.get().sort).toEqual(byChange);
  });

  it('sends no request to sort by name, and cancels the previous one', async () => {
    const { ranking, asked, state } = setUp();
    state.failing = true;
    ranking.rank({ column: 'last', descending: true });
    await vi.advanceTimersByTimeAsync(10);
    ranking.rank({ column: 'name', descending: false });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual(['quotes']);
    expect(ranking.failed.get()).toBe(false);
    expect(ranking.ranked.get()).toMatchObject({ sort: { column: 'name' }, at: null });
  });
});
