import { expect, it } from 'vitest';
import { endureMirror } from './run.ts';

it('leaves no mirror stuck after cuts, changes of its leader and replicas, and a moved consumer', async () => {
  const few = { cuts: 2, leaderChanges: 3, replicaChanges: 2, consumerResets: 1, symbols: 10, rate: 10 };
  const { ordeals, audit, clean } = await endureMirror(few, new AbortController().signal);
  expect([...ordeals.values()].map((all) => all.length)).toEqual([2, 3, 2, 1]);
  expect(ordeals.get('consumer reset far ahead')).toMatchObject([{ alarms: ['stuck'] }]);
  expect(audit).toMatchObject({ symbols: 10, lost: 0, duplicates: 0, outOfOrder: 0 });
  expect(clean).toBe(true);
}, 600_000);
