import { setTimeout as delay } from 'node:timers/promises';
import { MigrateError } from '../store/errors.ts';

const LOOK_EVERY_MS = 100;

/**
 * Looks again until it finds something other than `null`. A look that throws counts as `null`. Throws the signal's reason, and `MigrateError` after
 * `withinMs` with what did not happen.
 */
export async function until<T>(
  what: string,
  withinMs: number,
  signal: AbortSignal,
  look: () => Promise<T | null>,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let problem = '';
  for (;;) {
    signal.throwIfAborted();
    try {
      const found = await look();
      if (found !== null) return found;
    } catch (error) {
      if (error instanceof MigrateError) throw error;
      problem = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > deadline)
      throw new MigrateError(`${what} did not happen in ${withinMs / 1_000} s${problem}`);
    await delay(LOOK_EVERY_MS);
  }
}
