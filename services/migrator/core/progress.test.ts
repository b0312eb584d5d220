import { array, assert, boolean, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, newMigration } from './migration.ts';
import type { Before, Migration } from './migration.ts';
import { nextStep, planOf } from './plan.ts';
import type { Step } from './plan.ts';
import { aborted, held, noted, resumed, rolledBack, stepDone } from './progress.ts';
import { request } from './testing.ts';
import { sameWeights, shifted } from './weights.ts';

/** A system of two sites, changed by steps as the real one is: doing a step again changes nothing more. */
interface World {
  weights: Before['weights'];
  instances: Record<string, Record<string, number>>;
}

const STAGE_0: World = {
  weights: { onprem: 100, cloud: 0 },
  instances: { onprem: { api: 1, gateway: 2 }, cloud: { api: 0, gateway: 0 } },
};

function act(world: World, step: Step, migration: Migration): Before | null {
  const { services, from, to } = migration.request;
  const before = migration.before;
  const scale = (site: string, countOf: (service: string) => number) => {
    for (const service of services) world.instances[site] = { ...world.instances[site], [service]: countOf(service) };
  };
  const was = (site: string) => (service: string) => before?.instances[site]?.[service] ?? 0;
  switch (step.kind) {
    case 'precheck':
      return structuredClone({ ...world, relocated: { moved: 0, closed: 0, left: 0 } });
    case 'start':
      scale(to, (service) => Math.max(was(from)(service), was(to)(service)));
      return null;
    case 'shift':
      world.weights = shifted(before?.weights ?? {}, migration.request, step.percent);
      return null;
    case 'finish':
      scale(from, () => 0);
      return null;
    case 'restore-source':
      scale(from, was(from));
      return null;
    case 'restore-weights':
      world.weights = before?.weights ?? world.weights;
      return null;
    case 'stop-target':
      scale(to, was(to));
      return null;
    default:
      return null;
  }
}

/** A service that has traffic where nothing runs would fail requests. */
function servesEverything({ weights, instances }: World): boolean {
  return ['api', 'gateway'].every((service) =>
    Object.entries(weights).every(([site, weight]) => {
      const share = typeof weight === 'number' ? weight : weight[service as 'api'];
      return share === 0 || (instances[site]?.[service] ?? 0) > 0;
    }),
  );
}

type Mishap =
  | 'none'
  | 'killed before the step'
  | 'killed in the step'
  | 'killed before the state is stored'
  | 'breach'
  | 'rollback'
  | 'hold';
const MISHAPS: readonly Mishap[] = [
  'none',
  'killed before the step',
  'killed in the step',
  'killed before the state is stored',
  'breach',
  'rollback',
  'hold',
];

/** Runs a migration with a mishap at each step, resuming after each crash, and returns how it ends. */
function run(world: World, mishaps: readonly Mishap[], more: Parameters<typeof request>[0] = {}): Migration {
  let stored = newMigration(1, request(more), 'ann', 0);
  const queue = [...mishaps];
  for (let turn = 0; isOpen(stored); turn += 1) {
    expect(turn).toBeLessThan(500);
    const step = nextStep(stored);
    if (step === null) break;
    const mishap = queue.shift() ?? 'none';
    if (mishap === 'killed before the step') {
      stored = resumed(stored, 'bob');
      continue;
    }
    if (mishap === 'hold' && stored.direction === 'forward') {
      stored = resumed(held(stored, 'held'), 'bob');
      continue;
    }
    if (mishap === 'rollback') {
      stored = rolledBack(resumed(stored, 'bob'), 'rolled back by bob', turn);
      continue;
    }
    if (mishap === 'breach' && stored.direction === 'forward') {
      stored = rolledBack(stored, 'an objective was breached', turn);
      continue;
    }
    const before = act(world, step, stored);
    expect(servesEverything(world)).toBe(true);
    if (mishap === 'killed in the step' || mishap === 'killed before the state is stored') {
      stored = resumed(stored, 'bob');
      continue;
    }
    stored = stepDone(stored, turn, before);
  }
  return stored;
}

describe('a migration', () => {
  it('ends at the target', () => {
    const world = structuredClone(STAGE_0);
    const ended = run(world, []);
    expect(ended.status).toBe('done');
    expect(sameWeights(world.weights, { onprem: 0, cloud: 100 })).toBe(true);
    expect(world.instances).toEqual({ onprem: { api: 0, gateway: 0 }, cloud: { api: 1, gateway: 2 } });
  });

  it.each(planOf({ direction: 'forward', request: request() }).map(({ id }, index) => [id, index] as const))(
    'ends the same when its tool is killed at %s, in the step or right after it',
    (_, index) => {
      for (const mishap of [
        'killed before the step',
        'killed in the step',
        'killed before the state is stored',
      ] as const) {
        const world = structuredClone(STAGE_0);
        const ended = run(world, [...Array.from({ length: index }, () => 'none' as const), mishap]);
        expect(ended).toMatchObject({ status: 'done', resumed: 1 });
        expect(world.instances).toEqual({ onprem: { api: 0, gateway: 0 }, cloud: { api: 1, gateway: 2 } });
      }
    },
  );

  it('ends at a defined stage, and serves everything all the time, whatever happens at each step', () => {
    assert(
      property(
        array(constantFrom(...MISHAPS), { maxLength: 40 }),
        constantFrom<number[]>([100], [10, 100], [10, 50, 100]),
        boolean(),
        (mishaps, canary, keepSource) => {
          const world = structuredClone(STAGE_0);
          const ended = run(world, mishaps, { canary, keepSource });
          if (ended.status === 'rolled-back') {
            expect(sameWeights(world.weights, STAGE_0.weights)).toBe(true);
            expect(world.instances).toEqual(STAGE_0.instances);
          } else {
            expect(ended.status).toBe('done');
            expect(sameWeights(world.weights, { onprem: 0, cloud: 100 })).toBe(true);
            expect(world.instances['onprem']).toEqual(
              keepSource ? STAGE_0.instances['onprem'] : { api: 0, gateway: 0 },
            );
          }
        },
      ),
    );
  });

  it('has nothing to roll back before its first step is done', () => {
    const migration = newMigration(1, request(), 'ann', 0);
    expect(rolledBack(migration, 'refused', 5)).toMatchObject({ status: 'rolled-back', reason: 'refused', ended: 5 });
  });

  it('keeps its direction and its position when it is held, and goes on there', () => {
    const migration = { ...newMigration(1, request(), 'ann', 0), next: 4 };
    const again = resumed(held(migration, 'held'), 'bob');
    expect(again).toMatchObject({ status: 'running', direction: 'forward', next: 4, operator: 'bob', reason: null });
  });

  it('is over when it is aborted', () => {
    expect(isOpen(aborted(newMigration(1, request(), 'ann', 0), 'aborted by ann', 3))).toBe(false);
  });

  it('keeps the first and the newest lines of a long timeline', () => {
    let migration = newMigration(1, request(), 'ann', 0);
    for (let at = 0; at < 1_000; at += 1) migration = noted(migration, { at, kind: 'note', step: '', text: '' });
    expect(migration.timeline.length).toBeLessThanOrEqual(400);
    expect(migration.timeline[0]?.at).toBe(0);
    expect(migration.timeline.at(-1)?.at).toBe(999);
  });
});
