import type { SiteDriver } from '../driver.ts';
import type { NatsConnection } from '@quotebridge/service-kit';
import { pause } from '@quotebridge/service-kit';
import type { Before, Counts, Entry, Migration } from '../core/migration.ts';
import { isOpen } from '../core/migration.ts';
import { ObjectivesWatch } from '../core/objectives.ts';
import { nextStep, planOf } from '../core/plan.ts';
import type { Step } from '../core/plan.ts';
import { counted, held, noted, rolledBack, stepDone } from '../core/progress.ts';
import { openProbes } from '../probes/probes.ts';
import type { Probes } from '../probes/probes.ts';
import { runStep } from '../steps/index.ts';
import { ConflictError } from '../store/bucket.ts';
import { LockedError, MigrateError } from '../store/errors.ts';
import type { Records } from '../store/records.ts';
import type { View } from '../view/view.ts';
import { addCounts } from './counting.ts';
import { startSampler } from './sampler.ts';
import type { Sampler } from './sampler.ts';

export interface RunDeps {
  readonly driver: SiteDriver;
  readonly records: Records;
  readonly frontDoor: string;
  readonly brokersOf: (site: string) => Promise<NatsConnection>;
  readonly view: View;
  /** Aborted when the lock is lost. */
  readonly lost: AbortSignal;
  /** Aborted by the operator, with `Interruption` as the reason. */
  readonly interrupted: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** What the operator decided. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly choice: 'roll back' | 'hold';
  constructor(choice: 'roll back' | 'hold') {
    super(choice === 'hold' ? 'held by the operator' : 'interrupted by the operator');
    this.choice = choice;
  }
}

/** How long clients may take at the end to receive what they miss, in milliseconds. */
const SETTLE_MS = 5_000;
const BACK_ATTEMPTS = 3;
const BACK_PAUSE_MS = 2_000;

/**
 * Does the steps that are left, storing the state after each. A step that fails, and an objective that is breached, turn it around; a rollback that fails
 * throws, and can be done again. Resolves with the migration as it was stored last.
 */
export async function runMigration(stored: Migration, revision: number, deps: RunDeps): Promise<Migration> {
  await using stack = new AsyncDisposableStack();
  const probes = stack.use(openProbes(deps.frontDoor));
  const run = new Run(stored, revision, deps, probes);
  const sampler = stack.use(
    await startSampler({
      ...deps,
      services: stored.request.services,
      target: stored.request.to,
      probes,
      onSample: (sample) => {
        run.observe(sample);
      },
    }),
  );
  await sampler.sample();
  // Awaited here: what this function uses is disposed of when it returns.
  return await run.toEnd(sampler);
}

class Run {
  #migration: Migration;
  #revision: number;
  readonly #deps: RunDeps;
  readonly #probes: Probes;
  readonly #countsBefore: Counts;
  readonly #watch: ObjectivesWatch;
  #sampler: Sampler | null = null;
  /** Counts that steps found. */
  #counts: Partial<Counts> = {};
  /** Ends the step that is being done. */
  #giveUp = new AbortController();

  constructor(migration: Migration, revision: number, deps: RunDeps, probes: Probes) {
    this.#migration = migration;
    this.#watch = new ObjectivesWatch(migration.request.breachAfterMs);
    this.#revision = revision;
    this.#deps = deps;
    this.#probes = probes;
    this.#countsBefore = migration.counts;
  }

  observe(sample: Parameters<ObjectivesWatch['add']>[0]): void {
    this.#deps.view.counts(this.#currentCounts());
    // Nothing depends on the target before it is started, and a rollback goes on whatever it meets.
    const step = nextStep(this.#migration);
    if (this.#migration.direction === 'back' || step === null || step.kind === 'precheck' || step.kind === 'start')
      return;
    const breach = this.#watch.add(sample);
    if (breach !== null && !this.#giveUp.signal.aborted) {
      this.#note('breach', breach);
      this.#giveUp.abort(new MigrateError(breach));
    }
  }

  async toEnd(sampler: Sampler): Promise<Migration> {
    this.#sampler = sampler;
    let failures = 0;
    for (let step = this.#next(); step !== null; step = this.#next()) {
      try {
        await this.#do(step);
        failures = 0;
      } catch (error) {
        this.#deps.lost.throwIfAborted();
        if (!(error instanceof Error) || error instanceof LockedError) throw error;
        if (error instanceof Interruption && error.choice === 'hold') {
          this.#note('operator', error.message);
          await this.#save(held(this.#migration, error.message));
          return this.#migration;
        }
        this.#note('failed', error.message);
        if (this.#migration.direction === 'forward') {
          await this.#save(rolledBack(this.#migration, error.message, this.#deps.now()));
          continue;
        }
        failures += 1;
        if (failures >= BACK_ATTEMPTS) {
          await this.#save(this.#migration);
          throw new MigrateError(`the rollback stops at ${step.id}: ${error.message}`, { cause: error });
        }
        await pause(BACK_PAUSE_MS, this.#deps.lost);
      }
    }
    return this.#migration;
  }

  #next(): Step | null {
    return isOpen(this.#migration) ? nextStep(this.#migration) : null;
  }

  async #do(step: Step): Promise<void> {
    const { driver, records, frontDoor, brokersOf, lost, interrupted } = this.#deps;
    this.#giveUp = new AbortController();
    const isForward = this.#migration.direction === 'forward';
    const signal = AbortSignal.any([lost, this.#giveUp.signal, ...(isForward ? [interrupted] : [])]);
    signal.throwIfAborted();
    this.#note('step', describe(step));
    const migration = { ...this.#migration, counts: this.#currentCounts() };
    const before = await runStep(step, {
      migration,
      driver,
      records,
      frontDoor,
      brokersOf,
      signal,
      note: (kind, text) => this.#note(kind, text),
      count: (counts) => {
        this.#counts = { ...this.#counts, ...counts };
      },
    });
    signal.throwIfAborted();
    await this.#complete(step, before);
  }

  async #complete(step: Step, before: Before | null): Promise<void> {
    const isLast = planOf(this.#migration).length === this.#migration.next + 1;
    if (isLast) await this.#settle();
    this.#note('done', step.id);
    await this.#save(stepDone(this.#migration, this.#deps.now(), before));
  }

  /** Lets clients receive what they still miss, and counts once more. */
  async #settle(): Promise<void> {
    const until = performance.now() + SETTLE_MS;
    const missing = () => this.#probes.counts.library.missing + this.#probes.counts.plain.missing;
    while (missing() > 0 && performance.now() < until) await pause(100, this.#deps.lost);
    await this.#sampler?.sample();
  }

  async #save(migration: Migration): Promise<void> {
    const counts = this.#currentCounts();
    const next = counted({ ...migration, timeline: this.#migration.timeline }, counts);
    try {
      this.#revision = await this.#deps.records.save(next, this.#revision);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      throw new LockedError('another operator changed this migration: this process stops', { cause: error });
    }
    this.#migration = next;
  }

  #note(kind: Entry['kind'], text: string): void {
    const step = nextStep(this.#migration)?.id ?? '';
    const entry = { at: this.#deps.now(), kind, step, text };
    this.#migration = noted(this.#migration, entry);
    this.#deps.view.entry(entry, this.#migration);
  }

  #currentCounts(): Counts {
    return addCounts(this.#countsBefore, this.#counts, this.#sampler?.sums ?? new Map(), this.#probes.counts);
  }
}

const TEXTS: Readonly<Record<Exclude<Step['kind'], 'shift' | 'hold'>, string>> = {
  precheck: 'check both sites',
  start: 'start the services at the target',
  parity: 'compare both sites',
  relocate: "ask the source's clients to relocate",
  drain: 'wait for clients to leave the source',
  finish: 'stop the services at the source',
  'restore-source': 'roll back: start the source',
  'restore-weights': 'roll back: restore the weights',
  'relocate-back': "roll back: ask the target's clients to relocate",
  'drain-back': 'roll back: wait for clients to leave the target',
  'stop-target': 'roll back: stop what was started at the target',
};

function describe(step: Step): string {
  if (step.kind === 'shift') return `shift ${step.percent} % to the target`;
  if (step.kind === 'hold') return `hold ${step.percent} % and watch`;
  return TEXTS[step.kind];
}
