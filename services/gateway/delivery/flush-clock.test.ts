import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlushClock } from './flush-clock.ts';

const limits = { minMs: 0, maxMs: 50 };

/** Flushes whenever it is due, at a constant cost, with a change every `gapMs`. Returns the times of the flushes. */
function run(clock: FlushClock, costMs: number, gapMs: number, forMs = 5_000): number[] {
  const flushes: number[] = [];
  let due: number | null = null;
  for (let now = 0; now < forMs; now += gapMs) {
    if (due !== null && due <= now) {
      flushes.push(due);
      clock.flushed(due);
      clock.cost(costMs);
      due = null;
    }
    const wait = clock.changed(now);
    if (wait !== null) due = now + wait;
  }
  return flushes;
}

const spacing = (flushes: readonly number[]) =>
  flushes.slice(1).map((at, index) => at - (flushes[index] ?? Number.NEGATIVE_INFINITY));

describe('FlushClock', () => {
  it('flushes the first change at once', () => {
    expect(new FlushClock(limits).changed(1_000)).toBe(0);
  });

  it('schedules one flush for all changes before it', () => {
    const clock = new FlushClock(limits);
    clock.changed(1_000);
    expect(clock.changed(1_001)).toBeNull();
  });

  it('hardly waits while flushes are cheap', () => {
    expect(Math.max(...spacing(run(new FlushClock(limits), 0.1, 1)))).toBeLessThanOrEqual(2);
  });

  it('keeps the maximum interval when flushes are expensive', () => {
    expect(Math.min(...spacing(run(new FlushClock(limits), 20, 1)).slice(1))).toBeGreaterThanOrEqual(50);
    expect(Math.max(...spacing(run(new FlushClock(limits), 20, 1)))).toBeLessThanOrEqual(51);
  });

  it('leaves a quarter of the time for other work under overload', () => {
    const costMs = 300;
    expect(Math.min(...spacing(run(new FlushClock(limits), costMs, 1)).slice(1))).toBeGreaterThanOrEqual(400);
    expect(new FlushClock(limits).intervalMs).toBe(0);
  });

  it('flushes at once again when the load is gone, but not after one cheap flush', () => {
    const clock = new FlushClock(limits);
    clock.cost(20);
    clock.cost(0.1);
    expect(clock.intervalMs).toBe(50);
    for (let flush = 0; flush < 40; flush += 1) clock.cost(0.1);
    expect(clock.intervalMs).toBeLessThan(2);
  });

  it('does not flush less often because of one delayed flush', () => {
    const clock = new FlushClock(limits);
    for (let flush = 0; flush < 20; flush += 1) clock.cost(20);
    clock.cost(100);
    expect(clock.intervalMs).toBe(50);
    for (let flush = 0; flush < 20; flush += 1) clock.cost(100);
    expect(clock.intervalMs).toBeGreaterThan(130);
  });

  it('never flushes before the minimum interval, and no change waits longer than one interval', () => {
    const cost = fc.double({ min: 0, max: 1_000, noNaN: true });
    const time = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(time, time, fc.array(fc.tuple(time, cost)), (minMs, more, steps) => {
        const clock = new FlushClock({ minMs, maxMs: minMs + more });
        const flushes: number[] = [];
        let now = 0;
        for (const [pause, costMs] of steps) {
          now = Math.max(now + pause, flushes.at(-1) ?? 0);
          const every = clock.intervalMs;
          const wait = clock.changed(now) ?? 0;
          expect(every).toBeLessThanOrEqual(Math.max(minMs + more, 1_000 / 0.75));
          expect(wait).toBeLessThanOrEqual(every + 1e-6);
          flushes.push(now + wait);
          clock.flushed(now + wait);
          clock.cost(costMs);
        }
        for (const gap of spacing(flushes)) expect(gap).toBeGreaterThanOrEqual(minMs - 1e-6);
      }),
    );
  });
});
