import type { StreamConfig } from '@nats-io/jetstream';

/**
 * A planned stream with the longer time before unread consumers are removed: its own or the one that the stream has. The consumer of a site that copied
 * the stream before stays, with its longer time, and the server refuses a limit that an existing consumer exceeds. Pure.
 */
export function withKeptThreshold<Stream extends Partial<StreamConfig>>(
  wanted: Stream,
  actual: Partial<StreamConfig>,
): Stream {
  const limits = wanted.consumer_limits;
  if (limits?.inactive_threshold === undefined) return wanted;
  const kept = Math.max(limits.inactive_threshold, actual.consumer_limits?.inactive_threshold ?? 0);
  return { ...wanted, consumer_limits: { ...limits, inactive_threshold: kept } };
}
