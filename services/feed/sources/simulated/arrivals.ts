import type { Activity } from './activity.ts';
import type { Random } from '../random.ts';

/** The arrival of a quote: the index of its instrument, and the time in milliseconds since the start. */
export interface Arrival {
  index: number;
  time: number;
}

/**
 * Every instrument `rate` times a second, evenly spread, one after the other. Fills and returns the same object
 * each time, as there may be hundreds of thousands a second.
 */
export function steadyArrivals(count: number, rate: number): () => Arrival {
  const arrival: Arrival = { index: 0, time: 0 };
  let number = 0;
  return () => {
    arrival.index = number % count;
    arrival.time = (number * 1_000) / (count * rate);
    number += 1;
    return arrival;
  };
}

/**
 * Poisson arrivals whose rate follows the activity of the market and of each instrument, with the mean `rate` a second
 * for each: drawn for all instruments at their peak, then thinned (Lewis and Shedler, "Simulation of Nonhomogeneous
 * Poisson Processes by Thinning", Naval Research Logistics 26, 1979). Fills and returns the same object each time.
 */
export function burstingArrivals(
  market: Activity,
  instruments: readonly Activity[],
  rate: number,
  random: Random,
): () => Arrival {
  const peak = Math.max(...new Set(instruments.map((instrument) => instrument.peak)));
  const arrival: Arrival = { index: 0, time: 0 };
  let time = 0;
  return () => {
    for (;;) {
      const perMs = (market.level(time) * peak * rate * instruments.length) / 1_000;
      const next = time + random.exponential() / perMs;
      if (next >= market.until) {
        // The market's level changes before that. A Poisson process is memoryless, so it may restart there.
        time = market.until;
        continue;
      }
      time = next;
      const index = Math.floor(random.uniform() * instruments.length);
      if (random.uniform() * peak >= (instruments[index] as Activity).level(time)) continue;
      arrival.index = index;
      arrival.time = time;
      return arrival;
    }
  };
}
