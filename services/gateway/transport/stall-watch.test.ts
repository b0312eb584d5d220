import { expect, it } from 'vitest';
import { StallWatch } from './stall-watch.ts';

it('is true once a client has read nothing for the limit', () => {
  const watch = new StallWatch(1_000);
  expect([0, 500, 999, 1_000].map((now) => watch.check(now, false, 1))).toEqual([false, false, false, true]);
});

it('starts over when the client has drained or was sent something', () => {
  const watch = new StallWatch(1_000);
  expect(watch.check(0, false, 1)).toBe(false);
  expect(watch.check(900, true, 1)).toBe(false);
  expect(watch.check(1_000, false, 2)).toBe(false);
  expect(watch.check(1_900, false, 3)).toBe(false);
  expect(watch.check(2_899, false, 3)).toBe(false);
  expect(watch.check(2_900, false, 3)).toBe(true);
});
