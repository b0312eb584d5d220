import type { Quote } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../api.ts';
import { dayStart } from '../trends/day.ts';
import { Ranking } from './ranking.ts';

const NOON = Date.UTC(2026, 0, 31, 12);

function setUp() {
  const asked: string[] = [];
  const state = { now: NOON, last: '10', failing: false };
  const ranking = new Ranking({
    api: {
      quotes: async () => {
        if (state.failing) throw new Error('away');
        return [{ symbol: 'A', last: state.last } as Quote];
      },
      candles: async (symbol) => {
        asked.push(symbol);
        return [{ start: dayStart(state.now), open: '8', high: '9', low: '7' } as Candle];
      },
    },
    open: (symbol) => (symbol === 'SEEN' ? 5 : undefined),
    wallClock: () => state.now,
  });
  return { ranking, asked, state };
}

describe('the ranking', () => {
  it('holds what prices were when it was asked for', async () => {
    const { ranking, state } = setUp();
    await ranking.sort({ column: 'last', descending: true }, ['A']);
    state.last = '99';
    const { known, at } = ranking.ranked.get();
    expect(known('A').quote?.last).toBe('10');
    expect(known('B').quote).toBeUndefined();
    expect(at).toBe(NOON);
  });

  it('reads the opens that nobody has looked at, once a day', async () => {
    const { ranking, asked, state } = setUp();
    const byChange = { column: 'change', descending: true } as const;
    const progress: unknown[] = [];
    ranking.progress.subscribe(() => progress.push(ranking.progress.get()));
    await ranking.sort(byChange, ['A', 'B', 'SEEN']);
    expect(asked).toEqual(['A', 'B']);
    expect(progress).toEqual([{ done: 0, of: 0 }, { done: 1, of: 2 }, { done: 2, of: 2 }, null]);
    const { known } = ranking.ranked.get();
    expect([known('A').open, known('SEEN').open]).toEqual([8, 5]);
    await ranking.sort(byChange, ['A', 'B', 'SEEN']);
    expect(asked).toHaveLength(2);
    state.now += 86_400_000;
    await ranking.sort(byChange, ['A']);
    expect(asked).toHaveLength(3);
  });

  it('leaves rows as they are when the API does not answer, and asks it nothing for a sort by name', async () => {
    const { ranking, state } = setUp();
    state.failing = true;
    await ranking.sort({ column: 'last', descending: true }, ['A']);
    expect(ranking.failed.get()).toBe(true);
    expect(ranking.ranked.get().sort.column).toBe('symbol');
    await ranking.sort({ column: 'name', descending: false }, ['A']);
    expect(ranking.failed.get()).toBe(false);
    expect(ranking.ranked.get()).toMatchObject({ sort: { column: 'name' }, at: null });
  });
});
