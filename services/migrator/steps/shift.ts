import type { FrontDoorWeights } from '@quotebridge/contracts';
import { activeWeights, follows } from '../access/front-door.ts';
import { sameWeights, shifted, weightsText } from '../core/weights.ts';
import { ConflictError } from '../store/bucket.ts';
import { MigrateError } from '../store/errors.ts';
import type { StepContext } from './context.ts';
import { until } from './until.ts';

/** A front door that restarts takes its time. In milliseconds. */
const ACTED_UPON_WITHIN_MS = 30_000;

/** Gives the target its share of new requests and connections. Done when the front door acts upon it. */
export async function shift(context: StepContext, percent: number): Promise<null> {
  const { before, request } = context.migration;
  await apply(context, shifted(before?.weights ?? {}, request, percent));
  return null;
}

/** Back to the weights from before the migration. */
export async function restoreWeights(context: StepContext): Promise<null> {
  const { before } = context.migration;
  if (before !== null) await apply(context, before.weights);
  return null;
}

async function apply({ records, frontDoor, note, signal }: StepContext, wanted: FrontDoorWeights): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { value, revision } = await records.weights();
    if (value !== null && sameWeights(value, wanted)) break;
    try {
      await records.setWeights(wanted, revision);
      break;
    } catch (error) {
      // A lagging replica answered the read.
      if (!(error instanceof ConflictError) || attempt >= 5) throw error;
    }
  }
  await until('a front door that acts upon the weights', ACTED_UPON_WITHIN_MS, signal, async () =>
    follows(await activeWeights(frontDoor), wanted) ? true : null,
  ).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof MigrateError ? error : new MigrateError(String(error), { cause: error });
  });
  note('weights', weightsText(wanted));
}
