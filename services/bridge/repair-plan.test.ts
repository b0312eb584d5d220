import { expect, it } from 'vitest';
import { RepairPlan } from './repair-plan.ts';
import type { RepairStep } from './repair-plan.ts';

const ROUND_MS = 500;

/** The steps taken within a number of seconds, each with its time in milliseconds. */
function stepsOf(
  seconds: number,
  situation: (ms: number) => {
    needs: 'resume' | 'refill' | null;
    lag?: number;
    mayRebuild?: boolean;
    isReplicated?: boolean;
  },
): [number, RepairStep][] {
  const plan = new RepairPlan();
  const steps: [number, RepairStep][] = [];
  for (let now = 0; now < seconds * 1_000; now += ROUND_MS) {
    const { needs, lag = 100, mayRebuild = true, isReplicated = true } = situation(now);
    const step = plan.next({ now, finding: { lag, needs, mayRebuild }, isReplicated });
    if (step !== null) steps.push([now, step]);
  }
  return steps;
}

it('does not touch a mirror that needs no repair, or has needed it only for a moment', () => {
  expect(stepsOf(60, (ms) => ({ needs: ms % 2_000 < 1_000 ? 'resume' : null }))).toEqual([]);
});

it('starts with the cheapest step, and gives each step time to take effect', () => {
  expect(stepsOf(40, () => ({ needs: 'resume' }))).toEqual([
    [1_500, 'reset-consumer'],
    [5_500, 'step-down'],
    [17_500, 'rebuild'],
  ]);
});

it('does not ask a single broker to step down', () => {
  const steps = stepsOf(10, () => ({ needs: 'resume', isReplicated: false }));
  expect(steps.map(([, step]) => step)).toEqual(['reset-consumer', 'rebuild']);
});

it('never deletes a mirror that holds what the origin lost, and backs off', () => {
  const steps = stepsOf(120, () => ({ needs: 'resume', mayRebuild: false }));
  expect(new Set(steps.map(([, step]) => step))).toEqual(new Set(['reset-consumer', 'step-down']));
  expect(steps.length).toBeLessThan(10);
});

it('refills a purged mirror, once a minute at most', () => {
  const steps = stepsOf(100, () => ({ needs: 'refill' }));
  expect(steps).toEqual([
    [2_000, 'rebuild'],
    [62_000, 'rebuild'],
  ]);
  expect(stepsOf(100, () => ({ needs: 'refill', mayRebuild: false }))).toEqual([]);
});

it('starts over with the cheapest step only after the mirror has caught up', () => {
  const twice = (lag: number) =>
    stepsOf(12, (ms) => ({ needs: ms < 4_000 || ms > 6_000 ? 'resume' : null, lag })).map(([, step]) => step);
  expect(twice(0)).toEqual(['reset-consumer', 'reset-consumer']);
  expect(twice(900)).toEqual(['reset-consumer', 'step-down']);
});
