import { describe, expect, it } from 'vitest';
import { awakeClock } from './awake-clock.ts';
import { ServerClock } from './server-clock.ts';

describe('the server clock', () => {
  it('uses the reading that arrived fastest', () => {
    const clock = new ServerClock();
    clock.read(1_000_000, 500 + 80);
    clock.read(1_001_000, 1_500 + 5);
    clock.read(1_002_000, 2_500 + 900);
    expect(clock.at(4_505)).toBe(1_004_000);
    expect(clock.when(1_002_000)).toBe(2_505);
  });

  it('follows a clock that was set back, once the older readings are gone', () => {
    const clock = new ServerClock();
    for (let i = 0; i < 20; i += 1) clock.read(1_000_000 + i, i);
    for (let i = 20; i < 40; i += 1) clock.read(900_000 + i, i);
    expect(clock.at(50)).toBe(900_050);
  });

  it('knows nothing before the first reading and after a reset', () => {
    const clock = new ServerClock();
    expect(clock.at(1)).toBeNull();
    clock.read(5, 1);
    clock.reset();
    expect(clock.when(1)).toBeNull();
  });
});

describe('the awake clock', () => {
  function machine() {
    const time = { monotonic: 100, wall: 1_000_000 };
    const clock = awakeClock(
      () => time.monotonic,
      () => time.wall,
    );
    return { time, clock };
  }

  it('counts the time asleep', () => {
    const { time, clock } = machine();
    time.wall += 60_000;
    expect(clock()).toBe(60_100);
    time.wall += 10;
    time.monotonic += 10;
    expect(clock()).toBe(60_110);
  });

  it('goes on when the wall clock is corrected or set back', () => {
    const { time, clock } = machine();
    time.wall += 300;
    expect(clock()).toBe(100);
    time.wall -= 3_600_000;
    expect(clock()).toBe(100);
    time.monotonic += 5;
    time.wall += 5;
    expect(clock()).toBe(105);
  });
});
