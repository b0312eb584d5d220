import { expect, it } from 'vitest';
import { WorkQueue } from './work-queue.ts';

/** A queue with a clock that work advances. */
function queue() {
  let at = 0;
  let due: { act: () => void; ms: number }[] = [];
  const did: string[] = [];
  const paused = new Set<string>();
  const work = new WorkQueue({ share: 0.25, now: () => at, later: (act, ms) => due.push({ act, ms }) });
  const requesters = new Map<string, { pause(): void; resume(): void }>();
  const requesterOf = (name: string) => {
    const requester = requesters.get(name) ?? { pause: () => paused.add(name), resume: () => paused.delete(name) };
    requesters.set(name, requester);
    return requester;
  };
  return {
    /** Queues work of a client that takes `ms`. */
    ask: (client: string, name: string, ms: number, then?: () => void) => {
      work.add(requesterOf(client), () => {
        at += ms;
        did.push(name);
        then?.();
      });
    },
    paused,
    /** The time until the next slice, in milliseconds; `null` when none is scheduled. */
    wait: () => due[0]?.ms ?? null,
    pass: (ms: number) => {
      at += ms;
    },
    /** Runs the next slice, and returns the work that it did. */
    turn: () => {
      did.length = 0;
      const [next] = due;
      due = [];
      at += next?.ms ?? 0;
      next?.act();
      return [...did];
    },
  };
}

it('defers work, and does all of it in one slice when that is quick', () => {
  const { ask, turn, wait } = queue();
  for (const name of ['a', 'b', 'c']) ask(name, name, 0.1);
  expect(wait()).toBe(0);
  expect(turn()).toEqual(['a', 'b', 'c']);
  expect(wait()).toBeNull();
});

it('leaves work that does not fit into a slice to later ones, with a pause of three times the slice before each', () => {
  const { ask, turn, wait } = queue();
  for (const name of ['a', 'b', 'c', 'd']) ask(name, name, 1.5);
  expect(turn()).toEqual(['a', 'b']);
  expect(wait()).toBe(9);
  ask('e', 'e', 0);
  expect(turn()).toEqual(['c', 'd']);
  expect(turn()).toEqual(['e']);
  expect(wait()).toBeNull();
});

it('pauses after the last piece of work too', () => {
  const { ask, turn, wait, pass } = queue();
  ask('a', 'a', 10);
  turn();
  pass(12);
  ask('b', 'b', 1);
  expect(wait()).toBe(18);
  turn();
  pass(3);
  ask('c', 'c', 1);
  expect(wait()).toBe(0);
});

it('does one piece a slice when each takes longer than that', () => {
  const { ask, turn } = queue();
  for (const name of ['a', 'b']) ask(name, name, 50);
  expect([turn(), turn(), turn()]).toEqual([['a'], ['b'], []]);
});

it('serves clients round-robin, and the work of each in order', () => {
  const { ask, turn } = queue();
  for (const name of ['a1', 'a2', 'a3']) ask('a', name, 0.1);
  ask('b', 'b1', 0.1);
  expect(turn()).toEqual(['a1', 'b1', 'a2', 'a3']);
});

it('pauses a client while it has queued work', () => {
  const { ask, turn, paused } = queue();
  ask('a', 'a1', 1);
  ask('a', 'a2', 2);
  ask('b', 'b1', 1);
  expect([...paused]).toEqual(['a', 'b']);
  turn();
  expect([...paused]).toEqual(['a']);
  turn();
  expect([...paused]).toEqual([]);
});

it('does work that is added by other work', () => {
  const { ask, turn, paused } = queue();
  ask('a', 'a1', 0, () => ask('a', 'a2', 0));
  expect(turn()).toEqual(['a1', 'a2']);
  expect([...paused]).toEqual([]);
});

it('lets timers run between slices', async () => {
  const work = new WorkQueue({ share: 0.25 });
  const log: string[] = [];
  const busy = () => {
    const end = performance.now() + 3;
    while (performance.now() < end);
    log.push('work');
  };
  const requester = { pause: () => undefined, resume: () => undefined };
  for (let index = 0; index < 20; index += 1) work.add(requester, busy);
  setTimeout(() => log.push('flush'), 5);
  await expect.poll(() => log, { timeout: 30_000 }).toHaveLength(21);
  expect(log.indexOf('flush')).toBeLessThan(5);
});
