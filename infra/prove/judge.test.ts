import { describe, expect, it } from 'vitest';
import type { Expectation } from './fault.ts';
import { judge, type Evidence } from './judge.ts';
import { evidence, receiver, streams } from './testing.ts';

const CUT: Expectation = { shown: [['stale:link', 'unreachable'], ['link:down']], neverShown: ['stale:feed'] };
const seen = (changes: Partial<Evidence> = {}) => evidence({ shown: ['fresh', 'stale:link', 'link:down'], ...changes });

describe('the verdict', () => {
  it('finds nothing wrong with a fault that was survived and shown', () => {
    expect(judge(CUT, seen())).toEqual([]);
  });

  it.each([
    ['missing', '3 quotes lost at the mirror'],
    ['duplicates', '3 duplicates at the mirror'],
    ['outOfOrder', '3 out of order at the mirror'],
    ['conflicting', '3 with other content at the mirror'],
  ] as const)('finds %s at the mirror', (what, finding) => {
    expect(judge(CUT, seen({ streams: streams({ mirror: { [what]: 3 } }) }))).toEqual([finding]);
  });

  it.each([
    ['missing', '2 quotes lost at the origin'],
    ['duplicates', '2 duplicates at the origin'],
    ['outOfOrder', '2 out of order at the origin'],
    ['conflicting', '2 with other content at the origin'],
  ] as const)('finds %s at the origin', (what, finding) => {
    expect(judge(CUT, seen({ streams: streams({ origin: { [what]: 2 } }) }))).toEqual([finding]);
  });

  it.each([
    [{ absent: 1 }, '1 messages of the origin are not at the mirror'],
    [{ different: 1 }, '1 messages differ between origin and mirror'],
    [{ surplus: 1 }, '1 messages at the mirror are not from the origin'],
  ])('finds streams that are not the same: %j', (changes, finding) => {
    expect(judge(CUT, seen({ streams: streams(changes) }))).toEqual([finding]);
  });

  it.each([
    [{ missing: 4 }, '4 quotes lost at a client'],
    [{ duplicates: 4 }, '4 duplicates at a client'],
    [{ outOfOrder: 4 }, '4 out of order at a client'],
    [{ conflicting: 4 }, '4 with other content at a client'],
    [{ freshAfterMs: null }, 'a client never showed fresh prices again'],
    [{ freshWhileOldMs: 7_000 }, 'a client showed old prices as fresh for 7.0 s'],
  ])('finds what went wrong at a client: %j', (changes, finding) => {
    expect(judge(CUT, seen({ receivers: [receiver(), receiver(changes)] }))).toEqual([finding]);
  });

  it('finds that the operator was not shown the fault, or was shown another', () => {
    expect(judge(CUT, seen({ shown: ['fresh', 'link:down', 'stale:feed'] }))).toEqual([
      'the status never showed stale:link or unreachable',
      'the status showed stale:feed',
    ]);
  });

  it('finds that it did not recover, and that nothing was published to lose', () => {
    expect(judge(CUT, seen({ unrecovered: 'the mirror is at 3 of 9' }))).toEqual([
      'did not recover: the mirror is at 3 of 9',
    ]);
    expect(judge(CUT, seen({ streams: streams({ origin: { quotes: 0 } }) }))).toEqual([
      'nothing was published: the fault was not tested',
    ]);
  });
});

describe('the verdict on a fault that must lose quotes', () => {
  const EXPIRED: Expectation = { shown: [['alarm:expired']], loses: 'reported' };
  const lossy = streams({ mirror: { missing: 50 }, surplus: 9 });

  it('accepts a loss that an alarm reported, at clients too', () => {
    const reported = { streams: lossy, shown: ['alarm:expired'], missingShown: 50 } as const;
    expect(judge(EXPIRED, evidence({ ...reported, receivers: [receiver({ missing: 50 })] }))).toEqual([]);
  });

  it('does not accept one that was hidden, and none at all', () => {
    expect(judge(EXPIRED, evidence({ streams: lossy, shown: [], missingShown: 0 }))).toEqual([
      '50 lost, and no alarm reported it',
      'the status never showed alarm:expired',
    ]);
    expect(judge(EXPIRED, evidence({ shown: ['alarm:expired'], missingShown: 1 }))).toEqual([
      'nothing was lost: the fault was not tested',
    ]);
  });
});
