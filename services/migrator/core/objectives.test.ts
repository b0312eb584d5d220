import { describe, expect, it } from 'vitest';
import { ObjectivesWatch } from './objectives.ts';
import type { Sample } from './objectives.ts';

const GOOD: Omit<Sample, 'at'> = { requests: 50, failed: 0, unready: null, stale: null, missing: 0 };

/** Adds a sample twice a second, and returns when the first breach was found and what it is. */
function watch(seconds: number, at: (second: number) => Partial<Sample>): [second: number, breach: string] | null {
  const objectives = new ObjectivesWatch();
  for (let half = 0; half <= seconds * 2; half += 1) {
    const breach = objectives.add({ ...GOOD, at: half * 500, ...at(half / 2) });
    if (breach !== null) return [half / 2, breach];
  }
  return null;
}

describe('the objectives', () => {
  it('are met while nothing is wrong', () => {
    expect(watch(60, () => ({}))).toBeNull();
  });

  it('are breached by a share of failed requests', () => {
    expect(watch(10, (second) => ({ failed: second >= 4 ? 5 : 0 }))).toEqual([4, '5 of 450 requests failed in 5 s']);
  });

  it('are met with a failure now and then', () => {
    expect(watch(60, (second) => ({ requests: 1_000, failed: second % 5 === 0 ? 1 : 0 }))).toBeNull();
  });

  it('are breached by a target that is not ready, stale, or misses quotes for too long', () => {
    expect(watch(20, (second) => ({ unready: second >= 2 ? 'api' : null }))).toEqual([
      5,
      'no api is ready at the target for 3.0 s',
    ]);
    expect(watch(20, (second) => ({ stale: second >= 2 ? 'link' : null }))).toEqual([
      4,
      'prices at the target are stale (link) for 2.0 s',
    ]);
    expect(watch(20, (second) => ({ missing: second >= 2 ? 7 : 0 }))).toEqual([7, 'clients miss 7 quotes for 5.0 s']);
  });

  it.each([{ unready: 'api' }, { stale: 'link' }, { missing: 7 }])(
    'take the time that the operator sets: %o',
    (wrong) => {
      const objectives = new ObjectivesWatch(10_000);
      const found = [0, 9_500, 10_000].map((at) => objectives.add({ ...GOOD, ...wrong, at }));
      expect(found).toEqual([null, null, expect.stringContaining('10.0 s')]);
    },
  );

  it('forgive what recovers in time', () => {
    expect(
      watch(60, (second) => ({ unready: second % 4 < 2 ? 'gateway' : null, stale: second % 4 < 1.5 ? 'feed' : null })),
    ).toBeNull();
  });
});
