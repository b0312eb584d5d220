import { describe, expect, it } from 'vitest';
import { TRAIL_POINTS, TRAIL_STEP_MS, trailOf, trailPath, withPoint } from './trail.ts';

const T0 = Date.UTC(2026, 0, 31);
const candle = (n: number, close: string) => ({ start: T0 + n * TRAIL_STEP_MS, open: '1', high: '1', low: '1', close });

describe('the trail of an instrument', () => {
  it('has a point for each interval, up to the maximum, newest kept', () => {
    const many = Array.from({ length: TRAIL_POINTS + 5 }, (_, n) => candle(n, String(n)));
    expect(trailOf(many)).toHaveLength(TRAIL_POINTS);
    expect(trailOf(many)[0]).toEqual({ start: T0 + 5 * TRAIL_STEP_MS, price: 5 });
  });

  it('updates its newest point until the interval is over', () => {
    const trail = trailOf([candle(0, '10')]);
    expect(withPoint(trail, 11, T0 + 4_999)).toEqual([{ start: T0, price: 11 }]);
    expect(withPoint(trail, 11, T0 + 5_000)).toHaveLength(2);
    expect(withPoint(trail, 10, T0 + 1)).toBe(trail);
    expect(withPoint(trail, 99, T0 - 1)).toBe(trail);
  });

  it('does not exceed its maximum length', () => {
    let trail = trailOf([]);
    for (let n = 0; n < 2 * TRAIL_POINTS; n += 1) trail = withPoint(trail, n, T0 + n * TRAIL_STEP_MS);
    expect(trail).toHaveLength(TRAIL_POINTS);
    expect(trail.at(-1)?.price).toBe(2 * TRAIL_POINTS - 1);
  });

  it('is drawn by time, the highest price on top', () => {
    const trail = trailOf([candle(0, '10'), candle(1, '12'), candle(4, '11')]);
    expect(trailPath(trail, 80, 20)).toBe('M0 20L20 0L80 10');
    expect(trailPath(trailOf([candle(0, '10'), candle(1, '10')]), 80, 20)).toBe('M0 10L80 10');
    expect(trailPath(trailOf([candle(0, '10')]), 80, 20)).toBe('');
  });
});
