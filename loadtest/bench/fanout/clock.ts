/** Milliseconds since the Unix epoch with a fraction, by a clock that never jumps. Processes of one machine agree on it. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
