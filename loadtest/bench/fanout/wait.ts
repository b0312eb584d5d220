import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;
const WITHIN_MS = 20_000;

/** Waits until a condition holds; one that throws does not hold yet. Throws after a time limit. */
export async function waitFor(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = performance.now() + WITHIN_MS; performance.now() < deadline; await delay(POLL_MS)) {
    if (await holds().catch(() => false)) return;
  }
  throw new Error(`${what} is not ready within ${WITHIN_MS} ms`);
}
