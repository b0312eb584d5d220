import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';

/** The metadata key under which a mirror records the creation time of its origin, in milliseconds since the Unix epoch. */
const ORIGIN_CREATED = 'quotebridge-origin-created';

/**
 * Creation time of the origin that a mirror was started from, in milliseconds since the Unix epoch; `null` when not recorded. A mirror resumes by sequence
 * number: when its origin was recreated, it waits until the new one has reached its own position, and then holds parts of both.
 */
export function recordedOrigin({ config }: StreamInfo): number | null {
  const recorded = config.metadata?.[ORIGIN_CREATED];
  return recorded === undefined ? null : Number(recorded);
}

/** Stores that time in the mirror's metadata. */
export async function recordOrigin(jsm: JetStreamManager, { config }: StreamInfo, created: number): Promise<void> {
  await jsm.streams.update(config.name, { metadata: { ...config.metadata, [ORIGIN_CREATED]: String(created) } });
}
