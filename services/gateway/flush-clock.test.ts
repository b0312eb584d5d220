import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlushClock } from './flush-clock.ts';

describe('FlushClock', () => {
  it('lets the first change out at once', () => {
    expect(new FlushClock(50).changed(1_000)).toBe(0);
  });

  it('decides once for all changes before a flush', () => {
    const clock = new FlushClock(50);
    clock.changed(1_000);
    expect(clock.changed(1_001)).toBeNull();
  });

  it('waits for the rest of the time after a flush, and not at all after a quiet one', () => {
    const clock = new FlushClock(50);
    clock.changed(1_000);
    clock.flushed(1_000);
    expect(clock.changed(1_010)).toBe(40);
    clock.flushed(1_050);
    expect(clock.changed(1_200)).toBe(0);
  });

  it('never flushes twice within the time, and never makes a change wait longer than it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(fc.integer({ min: 0, max: 700 })), (every, pauses) => {
        const clock = new FlushClock(every);
        const flushes: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now = Math.max(now + pause, flushes.at(-1) ?? 0);
          const wait = clock.changed(now);
          expect(wait).toBeLessThanOrEqual(every);
          flushes.push(now + (wait ?? 0));
          clock.flushed(now + (wait ?? 0));
        }
        for (const [index, at] of flushes.slice(1).entries()) {
          expect(at - (flushes[index] ?? 0)).toBeGreaterThanOrEqual(every);
        }
      }),
    );
  });
});
