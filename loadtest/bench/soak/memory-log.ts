import { growthPerHour } from '../../runner/trend.ts';
import type { Reading } from '../../runner/trend.ts';

const MINUTE_MS = 60_000;
/** A change that is taken for noise: a garbage collector's, a cache's. */
const NOISE_MIB = 1;
const NOISE_SHARE = 0.05;

export interface MemoryTrend {
  readonly name: string;
  readonly afterOneMinute: number;
  readonly atEnd: number;
  /** In MiB an hour, over the second half. */
  readonly slope: number;
  /** It grows when it is larger than it was after a minute, and became so in the second half too. */
  readonly verdict: 'steady' | 'grows';
}

/** Readings of memory in MiB by name, and what became of them. */
export class MemoryLog {
  readonly #readings = new Map<string, Reading[]>();

  add(at: number, memory: ReadonlyMap<string, number>): void {
    for (const [name, value] of memory) {
      const readings = this.#readings.get(name) ?? [];
      this.#readings.set(name, readings);
      readings.push({ at, value });
    }
  }

  get trends(): MemoryTrend[] {
    return Array.from(this.#readings, ([name, readings]) => trendOf(name, readings));
  }
}

function trendOf(name: string, readings: readonly Reading[]): MemoryTrend {
  const start = readings[0]?.at ?? 0;
  const end = readings.at(-1);
  const duration = (end?.at ?? 0) - start;
  const atEnd = end?.value ?? 0;
  const afterOneMinute = readings.find(({ at }) => at - start >= Math.min(MINUTE_MS, duration))?.value ?? atEnd;
  const slope = growthPerHour(readings.filter(({ at }) => at - start >= duration / 2));
  const growth = (slope * duration) / 2 / (60 * MINUTE_MS);
  const noise = Math.max(NOISE_MIB, NOISE_SHARE * atEnd);
  const verdict = growth > noise && atEnd - afterOneMinute > noise ? 'grows' : 'steady';
  return { name, afterOneMinute, atEnd, slope, verdict };
}
