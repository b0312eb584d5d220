/**
 * Describes the difference of two clocks. `offset`: milliseconds by which the reading service's clock is ahead of the feed's.
 * For example `clocks differ by 1 h 0 min: the feed's is ahead`.
 */
export function clockText(offset: number): string {
  return `clocks differ by ${lengthText(Math.abs(offset))}: ${offset > 0 ? "this site's" : "the feed's"} is ahead`;
}

function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 10) return `${(ms / 1_000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
