/** Corrections of a wall clock are smaller than this; a longer jump means that the machine slept. */
const SLEPT_FROM_MS = 1_000;

/**
 * A monotonic clock that also counts the time that the machine slept, during which `performance.now()` may stand still:
 * prices from before must not look fresh when the machine wakes.
 */
export function awakeClock(monotonic: () => number, wall: () => number): () => number {
  let slept = 0;
  let offset = wall() - monotonic();
  return () => {
    const now = monotonic();
    const offsetNow = wall() - now;
    if (offsetNow - offset > SLEPT_FROM_MS) slept += offsetNow - offset;
    offset = offsetNow;
    return now + slept;
  };
}
