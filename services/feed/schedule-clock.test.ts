import { expect, it } from 'vitest';
import { ScheduleClock } from './schedule-clock.ts';

const time = { wall: 1_000_000, monotonic: 50 };

it('converts times of the schedule to wall-clock time, before and after a step of the wall clock', () => {
  const clock = new ScheduleClock(() => time);
  time.monotonic += 1_000;
  time.wall += 1_000;
  expect(clock.now()).toBe(1_050);
  expect(clock.wallTime(1_050)).toBe(1_001_000);
  expect(clock.follow()).toBe(0);
  time.wall -= 3_600_000;
  expect(clock.follow()).toBe(-3_600_000);
  expect(clock.now()).toBe(1_050);
  expect(clock.wallTime(1_050)).toBe(1_001_000 - 3_600_000);
  time.wall += 5;
  expect(clock.follow()).toBe(0);
});
