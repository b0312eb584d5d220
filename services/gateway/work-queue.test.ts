import { expect, it } from 'vitest';
import { WorkQueue } from './work-queue.ts';

/** A queue by a clock that work moves on. */
function queue() {
  let at = 0;
  const due: (() => void)[] = [];
  const did: string[] = [];
  const works = new WorkQueue({ now: () => at, later: (act) => due.push(act) });
  const work = (name: string, ms: number, then?: () => void) => () => {
    at += ms;
    did.push(name);
    then?.();
  };
  return {
    works,
    work,
    /** What one turn of the event loop does. */
    turn: () => {
      did.length = 0;
      for (const act of due.splice(0)) act();
      return [...did];
    },
  };
}

it('does nothing at once, and all in one turn when that is quick', () => {
  const { works, work, turn } = queue();
  for (const name of ['a', 'b', 'c']) works.add(work(name, 0.1));
  expect(turn()).toEqual(['a', 'b', 'c']);
  expect(turn()).toEqual([]);
});

it('leaves to later turns what does not fit into a slice, in order', () => {
  const { works, work, turn } = queue();
  for (const name of ['a', 'b', 'c', 'd']) works.add(work(name, 1.5));
  expect(turn()).toEqual(['a', 'b']);
  works.add(work('e', 0));
  expect(turn()).toEqual(['c', 'd']);
  expect(turn()).toEqual(['e']);
  expect(turn()).toEqual([]);
});

it('does one piece a turn when each takes longer than a slice', () => {
  const { works, work, turn } = queue();
  for (const name of ['a', 'b']) works.add(work(name, 50));
  expect([turn(), turn(), turn()]).toEqual([['a'], ['b'], []]);
});

it('takes what is added by what it does', () => {
  const { works, work, turn } = queue();
  works.add(work('a', 0, () => works.add(work('b', 0))));
  expect(turn()).toEqual(['a', 'b']);
});

it('gives way to what is due in the meantime', async () => {
  const works = new WorkQueue();
  const log: string[] = [];
  const busy = () => {
    const end = performance.now() + 3;
    while (performance.now() < end);
    log.push('work');
  };
  for (let index = 0; index < 20; index += 1) works.add(busy);
  setTimeout(() => log.push('flush'), 5);
  await expect.poll(() => log).toHaveLength(21);
  expect(log.indexOf('flush')).toBeLessThan(15);
});
