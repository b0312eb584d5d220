import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('never allows more than the burst and what has been refilled since, however often it is asked', () => {
  const rate = fc.integer({ min: 1, max: 1_000 });
  const pauses = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1 });
  fc.assert(
    fc.property(rate, rate, pauses, (perSecond, burst, gaps) => {
      const bucket = new TokenBucket(perSecond, burst);
      let now = 5_000;
      let passed = 0;
      for (const gap of gaps) {
        now += gap;
        while (bucket.take(now)) passed += 1;
      }
      const elapsed = gaps.slice(1).reduce((sum, gap) => sum + gap, 0);
      expect(passed).toBeLessThanOrEqual(burst + (elapsed / 1_000) * perSecond + 1e-6);
      expect(passed).toBeGreaterThanOrEqual(burst);
    }),
  );
});

it('refills nothing while the clock stands still', () => {
  const bucket = new TokenBucket(1, 1);
  expect([bucket.take(0), bucket.take(0), bucket.take(-5), bucket.take(999), bucket.take(2_000)]).toEqual([
    true,
    false,
    false,
    true,
    true,
  ]);
});
