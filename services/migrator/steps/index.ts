import { pause } from '@quotebridge/service-kit';
import type { Before } from '../core/migration.ts';
import type { Step } from '../core/plan.ts';
import type { StepContext } from './context.ts';
import { parity } from './parity.ts';
import { precheck } from './precheck.ts';
import { drain, drainBack, relocate, relocateBack } from './relocate.ts';
import { restoreWeights, shift } from './shift.ts';
import { startTarget } from './start-target.ts';
import { finish, restoreSource, stopTarget } from './stop.ts';

type Run = (context: StepContext) => Promise<Before | null>;

const RUNS: Readonly<Record<Exclude<Step['kind'], 'shift'>, Run>> = {
  precheck,
  start: startTarget,
  parity,
  hold,
  relocate,
  drain,
  finish,
  'restore-source': restoreSource,
  'restore-weights': restoreWeights,
  'relocate-back': relocateBack,
  'drain-back': drainBack,
  'stop-target': stopTarget,
};

/** Does a step. Resolves with what the first one found, `null` for the others. */
export function runStep(step: Step, context: StepContext): Promise<Before | null> {
  return step.kind === 'shift' ? shift(context, step.percent) : RUNS[step.kind](context);
}

/** Keeps the weights while the objectives are watched. */
async function hold({ migration, signal }: StepContext): Promise<null> {
  await pause(migration.request.holdMs, signal);
  signal.throwIfAborted();
  return null;
}
