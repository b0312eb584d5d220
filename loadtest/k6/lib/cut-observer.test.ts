import { expect, it } from 'vitest';
import { CutObserver } from './cut-observer.ts';

const STALE = { stale: { since: 0, reason: 'link' as const }, complete: true };
const FRESH = { stale: null, complete: true };
const FILLING = { stale: null, complete: false };
const CUT = { cutAt: 10_000, restoreAt: 20_000 };

function observationOf(...statuses: readonly (readonly [at: number, status: Parameters<CutObserver['receive']>[0]])[]) {
  const observer = new CutObserver(CUT);
  for (const [at, status] of statuses) observer.receive(status, at, true);
  return observer.observation;
}

it('observes when prices became stale, fresh and complete', () => {
  expect(
    observationOf(
      [9_000, FRESH],
      [11_000, FRESH],
      [12_500, STALE],
      [13_500, STALE],
      [20_400, STALE],
      [21_000, FILLING],
      [23_000, FRESH],
    ),
  ).toEqual({ stale: 2_500, fresh: 1_000, complete: 3_000, freshWhileCut: false });
});

it('reports fresh prices during a cut, and the last time of becoming stale', () => {
  expect(observationOf([12_000, STALE], [14_000, FRESH], [15_000, STALE], [21_000, FRESH])).toMatchObject({
    stale: 5_000,
    freshWhileCut: true,
  });
});

it('counts no freshness that did not last', () => {
  expect(observationOf([12_000, STALE], [20_500, FRESH], [21_000, STALE], [25_000, FRESH])).toMatchObject({
    fresh: 5_000,
    complete: 5_000,
  });
  expect(observationOf([12_000, STALE], [20_500, FRESH], [21_000, STALE])).toMatchObject({
    fresh: null,
    complete: null,
  });
});

it('is not complete while a quote is missing', () => {
  const observer = new CutObserver(CUT);
  observer.receive(STALE, 12_000, true);
  observer.receive(FRESH, 21_000, false);
  expect(observer.observation).toMatchObject({ fresh: 1_000, complete: null });
  observer.receive(FRESH, 22_000, true);
  expect(observer.observation.complete).toBe(2_000);
});

it('observes nothing without a cut', () => {
  expect(observationOf([9_000, STALE], [11_000, FRESH], [21_000, FRESH])).toMatchObject({
    stale: null,
    freshWhileCut: false,
  });
});
