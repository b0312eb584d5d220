/** Wall clocks are corrected by less than this at a time. */
const SLEPT_FROM_MS = 1_000;

/**
 * A monotonic clock that also counts the time that the machine slept, during which `performance.now()` may stand still:
 * prices from before must not look fresh when the lid opens.
 */
export function awakeClock(monotonic: () => number, wall: () => number): () => number {
  let slept = 0;
  let apart = wall() - monotonic();
  return () => {
    const ours = monotonic();
    const apartNow = wall() - ours;
    if (apartNow - apart > SLEPT_FROM_MS) slept += apartNow - apart;
    apart = apartNow;
    return ours + slept;
  };
}
