import { describe, expect, it } from 'vitest';
import { FreshnessLog } from './receiver.ts';

describe('the log of freshness', () => {
  it('adds up the time for which prices were stale, with reasons', () => {
    const log = new FreshnessLog();
    log.record({ at: 100, stale: null, age: 10 });
    log.record({ at: 200, stale: 'link', age: 3_000 });
    log.record({ at: 350, stale: 'link', age: 3_150 });
    log.record({ at: 400, stale: null, age: 20 });
    expect(log).toMatchObject({ staleMs: 250, lastStaleAt: 350, reasons: ['link'], freshWhileOldMs: 0 });
    log.mark();
    expect(log).toMatchObject({ staleMs: 0, lastStaleAt: null, reasons: [] });
  });

  it('finds the longest time for which old prices looked fresh', () => {
    const log = new FreshnessLog();
    for (const at of [0, 50, 100]) log.record({ at, stale: null, age: 6_000 + at });
    log.record({ at: 150, stale: 'gateway', age: 6_150 });
    for (const at of [200, 1_400]) log.record({ at, stale: null, age: 6_000 + at });
    log.record({ at: 1_450, stale: null, age: 30 });
    expect(log.freshWhileOldMs).toBe(1_200);
  });
});
