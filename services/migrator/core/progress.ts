import type { Before, Counts, Entry, Migration } from './migration.ts';
import { nextStep } from './plan.ts';

/** The state machine of a migration. Pure: the shell stores each state before it acts on it. Times in milliseconds since the Unix epoch. */

/** The largest timeline that is kept: the first and the newest entries. */
const MOST_ENTRIES = 400;

export function noted(migration: Migration, entry: Entry): Migration {
  const { timeline } = migration;
  const kept = timeline.length < MOST_ENTRIES ? timeline : [...timeline.slice(0, 50), ...timeline.slice(-300)];
  return { ...migration, timeline: [...kept, entry] };
}

export function counted(migration: Migration, counts: Counts): Migration {
  return { ...migration, counts };
}

/** Its next step is done. `before`: what the first step found. Without a step left, the migration ends. */
export function stepDone(migration: Migration, now: number, before: Before | null = null): Migration {
  const step = nextStep(migration);
  if (step === null) return migration;
  const next = { ...migration, next: migration.next + 1, before: before ?? migration.before };
  if (nextStep(next) !== null) return next;
  return { ...next, status: next.direction === 'forward' ? 'done' : 'rolled-back', ended: now };
}

/** Turns it around. What was never begun has nothing to restore, and ends. Rolling back already, it goes on. */
export function rolledBack(migration: Migration, reason: string, now: number): Migration {
  if (migration.direction === 'back') return { ...migration, status: 'rolling-back' };
  const turned = { ...migration, direction: 'back', next: 0, reason } as const;
  if (migration.before === null) return { ...turned, status: 'rolled-back', ended: now };
  return { ...turned, status: 'rolling-back' };
}

/** The tool stops, and the weights stay as they are. */
export function held(migration: Migration, reason: string): Migration {
  return { ...migration, status: 'held', reason: migration.reason ?? reason };
}

/** Another process goes on with it, in the direction that it had. */
export function resumed(migration: Migration, operator: string): Migration {
  const status = migration.direction === 'forward' ? 'running' : 'rolling-back';
  const reason = migration.direction === 'forward' ? null : migration.reason;
  return { ...migration, status, reason, operator, resumed: migration.resumed + 1 };
}

/** Given up as it is: weights and instances stay. */
export function aborted(migration: Migration, reason: string, now: number): Migration {
  return { ...migration, status: 'aborted', reason, ended: now };
}
