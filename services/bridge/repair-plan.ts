import type { MirrorFinding } from './mirror-watch.ts';

/**
 * The repair steps, cheapest first: reset the origin's consumer to just after the mirror's last message; make the mirror's leader step down, so that another
 * replica takes over; delete and recreate the mirror, to be filled with everything that the origin keeps.
 */
export const REPAIR_STEPS = ['reset-consumer', 'step-down', 'rebuild'] as const;
export type RepairStep = (typeof REPAIR_STEPS)[number];

/** How long to wait before the first step, in milliseconds: a mirror often resumes by itself. */
const FIRST_AFTER_MS = { resume: 1_500, refill: 2_000 } as const;
/** How long a step has to take effect before the next one, in milliseconds. An election takes up to 9 s. */
const HELPS_WITHIN_MS: Readonly<Record<RepairStep, number>> = {
  'reset-consumer': 4_000,
  'step-down': 12_000,
  rebuild: 30_000,
};
/** Minimum time between two rebuilds of a mirror, in milliseconds. */
const REBUILD_EVERY_MS = 60_000;
/** After each round of steps without success the waiting times double, up to this factor. */
const MOST_PATIENCE = 16;
export interface RepairSituation {
  /** Monotonic, in milliseconds. */
  readonly now: number;
  readonly finding: Pick<MirrorFinding, 'lag' | 'needs' | 'mayRebuild'>;
  /** Whether the mirror has a leader that can step down. */
  readonly isReplicated: boolean;
}

/** Decides which repair step a mirror needs next, and when. Pure. */
export class RepairPlan {
  #neededSince: number | null = null;
  #patience = 1;
  #last: { readonly step: RepairStep; readonly now: number } | null = null;
  #rebuiltAt: number | null = null;

  /** The step to take now, `null` for none. A returned step counts as taken. */
  next({ now, finding, isReplicated }: RepairSituation): RepairStep | null {
    const { lag, needs, mayRebuild } = finding;
    if (needs === null) {
      this.#neededSince = null;
      // It has caught up, so the last step worked. The next problem is a new one.
      if (lag === 0) {
        this.#last = null;
        this.#patience = 1;
      }
      return null;
    }
    this.#neededSince ??= now;
    if (now - this.#neededSince < FIRST_AFTER_MS[needs]) return null;
    if (this.#last !== null && now - this.#last.now < HELPS_WITHIN_MS[this.#last.step] * this.#patience) return null;
    const possible = REPAIR_STEPS.filter(
      (step) =>
        (needs === 'resume' || step === 'rebuild') &&
        (step !== 'step-down' || isReplicated) &&
        (step !== 'rebuild' || (mayRebuild && (this.#rebuiltAt === null || now - this.#rebuiltAt >= REBUILD_EVERY_MS))),
    );
    const after = this.#last === null ? -1 : REPAIR_STEPS.indexOf(this.#last.step);
    let step = possible.find((candidate) => REPAIR_STEPS.indexOf(candidate) > after);
    if (step === undefined) {
      if (this.#last !== null) this.#patience = Math.min(MOST_PATIENCE, this.#patience * 2);
      [step] = possible;
    }
    if (step === undefined) return null;
    if (step === 'rebuild') this.#rebuiltAt = now;
    this.#last = { step, now };
    return step;
  }
}
