import { setTimeout as delay } from 'node:timers/promises';
import { DriverError } from '@quotebridge/migrator/driver';

const POLL_MS = 200;

/** Waits until something holds. Throws `DriverError` with the sentence when it does not within so many milliseconds. */
export async function until(holds: () => Promise<boolean>, withinMs: number, sentence: string): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new DriverError(sentence);
    await delay(POLL_MS);
  }
}
