import { expect, it } from 'vitest';
import { withKeptThreshold } from './kept-threshold.ts';

const unread = (inactive_threshold: number) => ({ consumer_limits: { inactive_threshold } });

it.each([
  { case: 'a site that copied the stream is gone', wanted: 300, actual: 86_400, kept: 86_400 },
  { case: 'a site begins to copy the stream', wanted: 86_400, actual: 300, kept: 86_400 },
])('keeps the longer time when $case', ({ wanted, actual, kept }) => {
  expect(withKeptThreshold({ name: 'QUOTES', ...unread(wanted) }, unread(actual))).toEqual({
    name: 'QUOTES',
    ...unread(kept),
  });
});

it('adds no limit to a stream that is planned without', () => {
  expect(withKeptThreshold({ name: 'AUDIT' }, unread(300))).toEqual({ name: 'AUDIT' });
});
