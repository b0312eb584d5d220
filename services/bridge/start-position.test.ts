import { expect, it } from 'vitest';
import { startFields, startTime } from './start-position.ts';

it('has a consumer begin at the first message, at a sequence number, at a time or after the last message', () => {
  expect(startFields(undefined, 9)).toEqual({ deliver_policy: 'all' });
  expect(startFields({ sequence: 4 }, 9)).toEqual({ deliver_policy: 'by_start_sequence', opt_start_seq: 4 });
  expect(startFields({ time: '2030-01-31T09:00:00+01:00' }, 9)).toEqual({
    deliver_policy: 'by_start_time',
    opt_start_time: '2030-01-31T08:00:00Z',
  });
  expect(startFields('now', 9)).toEqual({ deliver_policy: 'by_start_sequence', opt_start_seq: 10 });
});

it('writes a time as the server returns it', () => {
  expect(startTime('2030-01-31T08:00:10.120Z')).toBe('2030-01-31T08:00:10.12Z');
  expect(startTime('2030-01-31T08:00:10.000Z')).toBe('2030-01-31T08:00:10Z');
});
