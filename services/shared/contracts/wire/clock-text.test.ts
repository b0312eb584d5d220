import { expect, it } from 'vitest';
import { clockText } from './clock-text.ts';

it.each([
  [-3_600_000, "clocks differ by 1 h 0 min: the feed's is ahead"],
  [3_661_000, "clocks differ by 1 h 1 min: this site's is ahead"],
  [1_234, "clocks differ by 1.2 s: this site's is ahead"],
  [9_960, "clocks differ by 10 s: this site's is ahead"],
  [-59_999, "clocks differ by 1 min 0 s: the feed's is ahead"],
  [-3_599_800, "clocks differ by 1 h 0 min: the feed's is ahead"],
])('describes an offset of %d ms', (offset, text) => {
  expect(clockText(offset)).toBe(text);
});
