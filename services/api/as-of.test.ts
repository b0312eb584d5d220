import { describe, expect, it } from 'vitest';
import { isSettled } from './as-of.ts';

const NOW = 1_000_000;
const THROUGH = { streamSeq: 100, stored: NOW - 500 };

function settled(bound: { streamSeq: number } | { stored: number }, complete: boolean, through: typeof THROUGH | null) {
  const quotes = {
    through,
    freshness: {
      stale: null,
      complete,
      link: 'up' as const,
      clock: { offset: 0, agree: true },
      heartbeatAge: 0,
    },
    entries: new Map(),
    isReady: true,
    changes: 0,
    totals: { received: 0, duplicates: 0, filled: 0, corrected: 0, missing: 0, lost: 0, refused: 0 },
  };
  return isSettled({ quotes, now: () => NOW }, bound);
}

describe('a bound in the past', () => {
  it.each([{ streamSeq: 100 }, { stored: NOW - 500 }, { stored: 0 }])('is settled at %o', (bound) => {
    expect(settled(bound, false, THROUGH)).toBe(true);
  });

  it.each([{ streamSeq: 101 }, { stored: NOW + 1 }])('is in the future at %o', (bound) => {
    expect(settled(bound, true, THROUGH)).toBe(false);
  });

  it('is in the future at a later time even while the site is cut off', () => {
    expect(settled({ stored: NOW + 1 }, false, THROUGH)).toBe(false);
  });

  it.each([{ stored: NOW - 499 }, { stored: NOW }])('is undecided at %o', (bound) => {
    expect(() => settled(bound, true, THROUGH)).toThrow('it is at seq:100');
    expect(() => settled(bound, true, null)).toThrow('nothing was read yet');
  });

  it('is undecided at a number beyond the last while there may be more', () => {
    expect(() => settled({ streamSeq: 101 }, false, THROUGH)).toThrow("this site's stream to reach that point");
  });
});
