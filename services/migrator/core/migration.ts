import { frontDoorWeightsSchema, PUBLIC_SERVICES } from '@quotebridge/contracts';
import { z } from 'zod';

const count = z.int().nonnegative();
/** Milliseconds since the Unix epoch. */
const time = z.number().nonnegative();

/** What an operator asks for. */
const requestSchema = z.object({
  services: z.array(z.enum(PUBLIC_SERVICES)).min(1),
  from: z.string(),
  to: z.string(),
  /** The target's share after each shift, in percent, ascending. `[0]` starts and checks the target, and shifts nothing. */
  canary: z.array(z.int().min(0).max(100)).min(1),
  /** How long each share is kept and watched before the next, in milliseconds. */
  holdMs: count,
  /** Leave the services at the source running when all traffic has moved. */
  keepSource: z.boolean(),
  /** The time over which the source's clients are asked to relocate, in milliseconds. */
  relocateMs: count,
  /** A client that is still connected this long after it was asked is closed, in milliseconds. */
  deadlineMs: count,
  /** How long the target may be unready or stale, or clients may miss quotes, in milliseconds; `null` for the objectives' own limits. */
  breachAfterMs: count.nullable().default(null),
});
export type MigrationRequest = z.infer<typeof requestSchema>;

/** By site, then by service: how many instances are wanted. */
const instancesSchema = z.record(z.string(), z.record(z.string(), count));

/** What the migration found, and what a rollback restores. */
const beforeSchema = z.object({
  weights: frontDoorWeightsSchema,
  instances: instancesSchema,
  /** What the source's gateways had counted of earlier relocations. */
  relocated: z.object({ moved: count, closed: count, left: count }),
});
export type Before = z.infer<typeof beforeSchema>;

const entrySchema = z.object({
  at: time,
  kind: z.enum(['step', 'done', 'failed', 'weights', 'warning', 'breach', 'operator', 'note']),
  /** The step's id; empty for what belongs to none. */
  step: z.string(),
  text: z.string(),
});
/** A line of the timeline. */
export type Entry = z.infer<typeof entrySchema>;

/** The front door's counters of one site, or of `none` when no site answered. */
const servedSchema = z.record(z.string(), z.object({ served: count, failed: count }));
export type Served = z.infer<typeof servedSchema>;

const probeCountsSchema = z.object({
  clients: count,
  /** The longest time that any of them received no quote, in milliseconds. */
  longestSilenceMs: z.number().nonnegative(),
  received: count,
  missing: count,
  duplicates: count,
  outOfOrder: count,
  reconnects: count,
  relocations: count,
});
export type ProbeCounts = z.infer<typeof probeCountsSchema>;

const countsSchema = z.object({
  requests: servedSchema,
  /** Clients of the source's gateways, by what became of them. */
  clients: z.object({ asked: count, moved: count, closed: count, left: count, remaining: count }),
  parity: z.object({ quotes: count, candles: count, updates: count, differences: count }),
  library: probeCountsSchema,
  plain: probeCountsSchema,
  api: z.object({ answered: count, failed: count }),
});
export type Counts = z.infer<typeof countsSchema>;

/**
 * `held`: an operator stopped the tool; the weights stay. `aborted`: given up as it was. These and the last two of the list release the lock. In
 * the statuses `done`, `rolled-back` and `aborted` nothing is left to do.
 */
const STATUSES = ['running', 'rolling-back', 'held', 'done', 'rolled-back', 'aborted'] as const;

export const migrationSchema = z.object({
  /** Counts the migrations of this demo. */
  number: z.int().min(1),
  id: z.string(),
  operator: z.string(),
  request: requestSchema,
  status: z.enum(STATUSES),
  /** Which plan the position counts in: a held migration keeps its direction. */
  direction: z.enum(['forward', 'back']),
  /** The index of the step that is next in the plan of this direction. */
  next: count,
  /** `null` until the first step is done: until then nothing was changed. */
  before: beforeSchema.nullable(),
  /** Why it is rolled back, held or aborted. */
  reason: z.string().nullable(),
  started: time,
  ended: time.nullable(),
  /** How often a process took it over from one that had stopped. */
  resumed: count,
  timeline: z.array(entrySchema),
  counts: countsSchema,
});
export type Migration = z.infer<typeof migrationSchema>;
export type MigrationStatus = Migration['status'];

const NO_PROBES: ProbeCounts = {
  clients: 0,
  longestSilenceMs: 0,
  received: 0,
  missing: 0,
  duplicates: 0,
  outOfOrder: 0,
  reconnects: 0,
  relocations: 0,
};

const NO_COUNTS: Counts = {
  requests: {},
  clients: { asked: 0, moved: 0, closed: 0, left: 0, remaining: 0 },
  parity: { quotes: 0, candles: 0, updates: 0, differences: 0 },
  library: NO_PROBES,
  plain: NO_PROBES,
  api: { answered: 0, failed: 0 },
};

/** A migration whose first step is next. `now` in milliseconds since the Unix epoch. */
export function newMigration(number: number, request: MigrationRequest, operator: string, now: number): Migration {
  return {
    number,
    id: `${String(number).padStart(4, '0')}-${request.services.join('+')}-to-${request.to}`,
    operator,
    request,
    status: 'running',
    direction: 'forward',
    next: 0,
    before: null,
    reason: null,
    started: now,
    ended: null,
    resumed: 0,
    timeline: [],
    counts: NO_COUNTS,
  };
}

/** Whether there is something left to do, or to decide. */
export function isOpen({ status }: Pick<Migration, 'status'>): boolean {
  return status === 'running' || status === 'rolling-back' || status === 'held';
}
