import type { Random } from '../random.ts';

/** How much the activity of a market or an instrument rises and falls. Its mean over time is always 1. */
export interface Activity {
  /** Upper bound of `level`. */
  readonly peak: number;
  /** How many times its mean the activity is, at a time in milliseconds that never goes back. */
  level(time: number): number;
  /** The activity added up from 0 to a time that never goes back, in milliseconds: the market's own clock. */
  clock(time: number): number;
  /** The time until which the last returned level holds, in milliseconds. */
  readonly until: number;
}

/** Always the mean. */
export const STEADY: Activity = { peak: 1, level: () => 1, clock: (time) => time, until: Infinity };

const CALM_MS = 27_000;
const BURST_MS = 3_000;
const BURST_SHARE = BURST_MS / (CALM_MS + BURST_MS);

/** Bursts of 3 s on average, 27 s apart on average, both drawn; between them it is calmer than the mean. */
export class BurstingActivity implements Activity {
  readonly peak: number;
  until = 0;
  readonly #calm: number;
  readonly #random: Random;
  #bursting: boolean;
  #since = 0;
  #clockAtSince = 0;

  /** @param peak how many times the mean a burst is: above 1 and below 10 */
  constructor(peak: number, random: Random) {
    this.peak = peak;
    this.#calm = (1 - BURST_SHARE * peak) / (1 - BURST_SHARE);
    this.#random = random;
    // Stationary from the start: it may begin inside a burst.
    this.#bursting = random.uniform() < BURST_SHARE;
    this.until = this.#drawLength();
  }

  level(time: number): number {
    while (time >= this.until) {
      this.#clockAtSince += (this.until - this.#since) * this.#current();
      this.#since = this.until;
      this.#bursting = !this.#bursting;
      this.until += this.#drawLength();
    }
    return this.#current();
  }

  clock(time: number): number {
    const level = this.level(time);
    return this.#clockAtSince + (time - this.#since) * level;
  }

  #current(): number {
    return this.#bursting ? this.peak : this.#calm;
  }

  #drawLength(): number {
    return this.#random.exponential() * (this.#bursting ? BURST_MS : CALM_MS);
  }
}
