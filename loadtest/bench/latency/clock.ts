/**
 * Milliseconds since the Unix epoch, with a fraction: the system's time when this process began, and from there a clock
 * that never jumps. The feed reads its schedule off the same kind of clock.
 */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

const LOOK_MS = 5;

/** How far `now` has drifted from the system's clock, in milliseconds. That one shows whole ones only: it is caught at a change. */
export function drift(): number {
  let least = Number.POSITIVE_INFINITY;
  for (const until = performance.now() + LOOK_MS; performance.now() < until;)
    least = Math.min(least, now() - Date.now());
  return least;
}
