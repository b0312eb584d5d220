/** A reading, `at` in milliseconds. */
export interface Reading {
  readonly at: number;
  readonly value: number;
}

/** Every pair of these is looked at: of more, some are left out evenly. */
const MOST_READINGS = 400;

/**
 * How much the readings grow in an hour: the median of the slopes between all pairs of them (the Theil–Sen estimator,
 * https://doi.org/10.1080/01621459.1968.10480934). A leak is in most of the pairs; a single step, as of a heap that was enlarged once, is not.
 */
export function growthPerHour(readings: readonly Reading[]): number {
  const some = readings.filter((_reading, index) => index % Math.ceil(readings.length / MOST_READINGS) === 0);
  const slopes = some
    .flatMap((one, index) => some.slice(index + 1).map((other) => (other.value - one.value) / (other.at - one.at)))
    .toSorted((a, b) => a - b);
  const [low = 0, high = low] = slopes.slice(Math.floor((slopes.length - 1) / 2), Math.floor(slopes.length / 2) + 1);
  return ((low + high) / 2) * 3_600_000;
}
