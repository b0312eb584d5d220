import { expect, it } from 'vitest';
import { NewestRevision } from './newest-revision.ts';

it('applies each revision once', () => {
  const revisions = new NewestRevision();
  expect([1, 1, 2, 2, 5].map((revision) => revisions.accept(revision, 0))).toEqual([true, false, true, false, true]);
});

it('ignores a lower revision as outdated, and accepts one that stays lower as a recreated bucket', () => {
  const revisions = new NewestRevision();
  revisions.accept(5, 0);
  expect([revisions.accept(4, 10), revisions.accept(4, 1_009), revisions.accept(5, 1_020)]).toEqual([
    false,
    false,
    false,
  ]);
  expect([revisions.accept(1, 1_100), revisions.accept(1, 2_099), revisions.accept(1, 2_100)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(revisions.accept(2, 2_101)).toBe(true);
});
