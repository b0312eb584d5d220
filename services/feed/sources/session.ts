import type { Random } from './random.ts';

/** A trading session: 9:30 to 16:00. */
export const SESSION_MS = 6.5 * 3_600_000;

/**
 * Draws when quotes come within a session: whole milliseconds from its opening, in order, the first at the opening and
 * the last at the close. The ones between are a Poisson process of that many points whose rate is U-shaped: 1.8 times the mean
 * at both ends, 0.6 times in the middle.
 */
export function drawSessionTimes(count: number, random: Random): Float64Array {
  const times = new Float64Array(count);
  for (let index = 1; index < count - 1; index += 1) times[index] = Math.floor(drawMoment(random) * SESSION_MS);
  times[count - 1] = SESSION_MS;
  return times.toSorted();
}

/** A share of the session, from 0 to 1, drawn by rejection. */
function drawMoment(random: Random): number {
  for (;;) {
    const moment = random.uniform();
    const rate = 0.6 + 1.2 * (2 * moment - 1) ** 2;
    if (random.uniform() * 1.8 < rate) return moment;
  }
}
