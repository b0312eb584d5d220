/** A reading, `at` in milliseconds. */
export interface Reading {
  readonly at: number;
  readonly value: number;
}

/** How much the readings grow in an hour: the slope of the line through them by least squares. */
export function growthPerHour(readings: readonly Reading[]): number {
  const mean = (of: (reading: Reading) => number) =>
    readings.reduce((sum, reading) => sum + of(reading), 0) / readings.length;
  const [at, value] = [mean((reading) => reading.at), mean((reading) => reading.value)];
  const spread = mean((reading) => (reading.at - at) ** 2);
  const together = mean((reading) => (reading.at - at) * (reading.value - value));
  return spread === 0 ? 0 : (together / spread) * 3_600_000;
}
