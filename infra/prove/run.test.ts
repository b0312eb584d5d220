import { expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { runFaults } from './run.ts';

const fault = (changes: Partial<Fault>): Fault => ({
  name: 'one',
  what: 'Breaks something.',
  needs: [],
  expects: { shown: [] },
  inject: async () => undefined,
  ...changes,
});

it('goes on after a fault that cannot be judged, and skips by name with the reason', async () => {
  const results = await runFaults({
    faults: [fault({}), fault({ name: 'two', bed: 'busy' }), fault({ name: 'three', brokers: 3 })],
    brokers: 1,
    openBed: async (kind) => {
      if (kind === 'busy') return 'it takes sites of its own';
      throw new Error('no broker started');
    },
    stopping: new AbortController().signal,
    onStage: () => undefined,
    onResult: () => undefined,
  });
  expect(results).toMatchObject([
    { name: 'one', outcome: 'failed', findings: ['could not be judged: Error: no broker started'] },
    { name: 'two', outcome: 'skipped', skipped: 'it takes sites of its own' },
    { name: 'three', outcome: 'skipped', skipped: 'it takes 3 brokers a site: --brokers 3' },
  ]);
});
