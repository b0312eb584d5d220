/** A short age. @param ms milliseconds */
export function ageText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

/** A time in UTC. @param time milliseconds since the Unix epoch */
export function timeText(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '');
}
