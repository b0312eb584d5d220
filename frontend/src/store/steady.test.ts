import { describe, expect, it } from 'vitest';
import { unconnected } from './condition.ts';
import type { Condition } from './condition.ts';
import { steady, unsteadied } from './steady.ts';

const live: Condition = { ...unconnected, connection: 'connected', fresh: true };
const filling: Condition = { ...live, complete: false };
const cut: Condition = { ...live, fresh: false, since: 1, reason: 'link' };
const silent: Condition = { ...cut, reason: 'feed' };

/** The displayed condition at each moment, for conditions that become known at those moments. */
function shownOf(steps: readonly (readonly [at: number, known: Condition])[]): readonly Condition[] {
  let steadied = unsteadied(steps[0]![1]);
  return steps.map(([at, known]) => {
    steadied = steady(known, at, steadied);
    return steadied.shown;
  });
}

describe('the displayed condition', () => {
  it('does not flicker while late quotes arrive within a second', () => {
    const steps = Array.from({ length: 60 }, (_, n) => [100 * n, n % 7 < 5 ? filling : live] as const);
    expect(new Set(shownOf([[0, live], ...steps]).map(({ complete }) => complete))).toEqual(new Set([true]));
    const mostly = Array.from({ length: 60 }, (_, n) => [2_000 + 100 * n, n % 7 < 5 ? live : filling] as const);
    const shown = shownOf([[0, cut], [1_900, filling], ...mostly]).slice(1);
    expect(new Set(shown.map(({ complete }) => complete))).toEqual(new Set([false]));
  });

  it('changes completeness only when the change lasts', () => {
    const shown = shownOf([
      [0, live],
      [100, filling],
      [1_000, filling],
      [1_100, filling],
      [1_200, live],
      [2_100, live],
      [2_200, live],
    ]);
    expect(shown.map(({ complete }) => complete)).toEqual([true, true, true, false, false, false, true]);
  });

  it('shows at once what an outage leaves behind, and that prices are stale', () => {
    const shown = shownOf([
      [0, live],
      [10, cut],
      [20, filling],
    ]);
    expect(shown).toEqual([live, cut, filling]);
  });

  it('does not blame the feed in the second before its heartbeat comes again', () => {
    const shown = shownOf([
      [0, cut],
      [100, silent],
      [1_100, silent],
      [1_200, live],
    ]);
    expect(shown.map(({ reason }) => reason)).toEqual(['link', 'link', 'link', null]);
  });

  it('blames a feed that stays silent, and at once where nothing else was wrong', () => {
    const after = shownOf([
      [0, cut],
      [100, silent],
      [2_600, silent],
      [2_700, silent],
    ]);
    expect(after.map(({ reason }) => reason)).toEqual(['link', 'link', 'feed', 'feed']);
    expect(
      shownOf([
        [0, live],
        [10, silent],
      ]).at(-1)?.reason,
    ).toBe('feed');
    expect(
      shownOf([
        [0, silent],
        [10, cut],
      ]).at(-1)?.reason,
    ).toBe('link');
  });
});
