import { expect, it } from 'vitest';
import { CutWitness } from './cut-witness.ts';

const STALE = { stale: { since: 0, reason: 'link' as const }, complete: true };
const FRESH = { stale: null, complete: true };
const FILLING = { stale: null, complete: false };
const CUT = { cutAt: 10_000, restoreAt: 20_000 };

function testimonyOf(...heard: readonly (readonly [at: number, status: Parameters<CutWitness['hear']>[0]])[]) {
  const witness = new CutWitness(CUT);
  for (const [at, status] of heard) witness.hear(status, at, true);
  return witness.testimony;
}

it('tells when prices became stale, fresh and whole', () => {
  expect(
    testimonyOf(
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

it('takes fresh prices during a cut for a fault, and the later time of becoming stale', () => {
  expect(testimonyOf([12_000, STALE], [14_000, FRESH], [15_000, STALE], [21_000, FRESH])).toMatchObject({
    stale: 5_000,
    freshWhileCut: true,
  });
});

it('counts no freshness that did not last', () => {
  expect(testimonyOf([12_000, STALE], [20_500, FRESH], [21_000, STALE], [25_000, FRESH])).toMatchObject({
    fresh: 5_000,
    complete: 5_000,
  });
  expect(testimonyOf([12_000, STALE], [20_500, FRESH], [21_000, STALE])).toMatchObject({ fresh: null, complete: null });
});

it('is not whole while a quote is missing', () => {
  const witness = new CutWitness(CUT);
  witness.hear(STALE, 12_000, true);
  witness.hear(FRESH, 21_000, false);
  expect(witness.testimony).toMatchObject({ fresh: 1_000, complete: null });
  witness.hear(FRESH, 22_000, true);
  expect(witness.testimony.complete).toBe(2_000);
});

it('saw nothing of a cut that was none', () => {
  expect(testimonyOf([9_000, STALE], [11_000, FRESH], [21_000, FRESH])).toMatchObject({
    stale: null,
    freshWhileCut: false,
  });
});
