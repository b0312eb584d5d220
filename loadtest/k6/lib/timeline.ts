/** How long clients have to connect before anything is done to them, in seconds. */
const CONNECT_SECONDS = 5;

/** When the steady part of a run begins and ends, in milliseconds since the Unix epoch. */
export function timelineOf(seconds: number, now: number = Date.now()) {
  const steadyAt = now + CONNECT_SECONDS * 1_000;
  return { steadyAt, endAt: steadyAt + seconds * 1_000 };
}
