import { expect, it } from 'vitest';
import { NewestRevision } from './newest-revision.ts';

it('acts on each revision once, however it comes', () => {
  const revisions = new NewestRevision();
  expect([revisions.watched(1), revisions.read(1), revisions.read(2), revisions.watched(2)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

it('takes a lower one for an old answer, and two of the same for a bucket that was made anew', () => {
  const revisions = new NewestRevision();
  revisions.watched(5);
  expect([revisions.read(4), revisions.read(5), revisions.read(4)]).toEqual([false, false, false]);
  expect([revisions.read(1), revisions.read(1), revisions.watched(2)]).toEqual([false, true, true]);
});
