import { expect, it } from 'vitest';
import { StallWatch } from './stall-watch.ts';

it('gives a client that reads nothing the whole time, and no more', () => {
  const watch = new StallWatch(1_000);
  expect([0, 500, 999, 1_000].map((now) => watch.look(now, false, 1))).toEqual([false, false, false, true]);
});

it('begins anew when the client drained, or was sent something since', () => {
  const watch = new StallWatch(1_000);
  expect(watch.look(0, false, 1)).toBe(false);
  expect(watch.look(900, true, 1)).toBe(false);
  expect(watch.look(1_000, false, 2)).toBe(false);
  expect(watch.look(1_900, false, 3)).toBe(false);
  expect(watch.look(2_899, false, 3)).toBe(false);
  expect(watch.look(2_900, false, 3)).toBe(true);
});
