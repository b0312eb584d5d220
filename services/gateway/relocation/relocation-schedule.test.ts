import { describe, expect, it } from 'vitest';
import { RelocationSchedule, selectShare } from './relocation-schedule.ts';

const CLIENTS = ['a', 'b', 'c', 'd'];
const MOVE = { reason: 'move', withinMs: 400, deadlineMs: 1_000 } as const;

/** Runs the schedule in steps of a millisecond, and returns the moment of every event. */
function run(schedule: RelocationSchedule<string>, from: number, to: number): string[] {
  const events: string[] = [];
  for (let now = from; now <= to; now += 1) {
    const { ask, close } = schedule.takeDue(now);
    for (const { client, request } of ask) events.push(`${now} ask ${client} ${request.reason} ${request.deadline}`);
    for (const client of close) events.push(`${now} close ${client}`);
  }
  return events;
}

describe('RelocationSchedule', () => {
  it('asks clients evenly over the time, and closes each that is still there at its own deadline', () => {
    const schedule = new RelocationSchedule<string>();
    schedule.add(CLIENTS, MOVE, 0);
    expect(run(schedule, 0, 500)).toEqual([
      '0 ask a move 1000',
      '100 ask b move 1000',
      '200 ask c move 1000',
      '300 ask d move 1000',
    ]);
    expect(schedule.remove('b')).toBe(true);
    expect(run(schedule, 501, 2_000)).toEqual(['1000 close a', '1200 close c', '1300 close d']);
    expect(schedule.nextAt).toBeNull();
  });

  it('asks all at once when there is no time', () => {
    const schedule = new RelocationSchedule<string>();
    schedule.add(CLIENTS, { reason: 'drain', withinMs: 0, deadlineMs: 0 }, 5);
    expect(schedule.nextAt).toBe(5);
    const { ask, close } = schedule.takeDue(5);
    expect([ask.map(({ client }) => client), close]).toEqual([CLIENTS, CLIENTS]);
  });

  it('does not ask a client that has gone', () => {
    const schedule = new RelocationSchedule<string>();
    schedule.add(CLIENTS, MOVE, 0);
    expect(schedule.remove('d')).toBe(false);
    expect(run(schedule, 0, 350)).toHaveLength(3);
  });

  it('follows the earliest times of several plans, whichever was made first', () => {
    const slow = { ...MOVE, withinMs: 10_000, deadlineMs: 60_000 };
    const schedules = [
      [slow, MOVE],
      [MOVE, slow],
    ].map((plans) => {
      const schedule = new RelocationSchedule<string>();
      for (const plan of plans) schedule.add(['a', 'b'], plan, 0);
      return run(schedule, 0, 70_000);
    });
    const expected = ['0 ask a move 1000', '200 ask b move 1000', '1000 close a', '1200 close b'];
    expect(schedules).toEqual([expected, expected]);
  });

  it('keeps the earlier deadline of a client that is asked again', () => {
    const schedule = new RelocationSchedule<string>();
    schedule.add(['a'], MOVE, 0);
    run(schedule, 0, 0);
    schedule.add(['a'], { ...MOVE, deadlineMs: 60_000 }, 500);
    expect(run(schedule, 500, 70_000)).toEqual(['500 ask a move 60000', '1000 close a']);
  });
});

it.each([
  [0, []],
  [0.1, [0]],
  [0.5, [0, 2, 4, 6, 8]],
  [1, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
])('selects a share of %d, spread over all clients', (share, expected) => {
  expect(selectShare(Array.from({ length: 10 }).keys(), share)).toEqual(expected);
});

it('selects exactly the share of 100 clients, whatever the rounding of the product', () => {
  const all = Array.from({ length: 100 }, (_, index) => index);
  for (let percent = 0; percent <= 100; percent += 1) {
    expect(new Set(selectShare(all, percent / 100)).size).toBe(percent);
  }
});
