import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';

/** Under this name a mirror keeps, as metadata, when the origin was made that it copies: milliseconds since the Unix epoch. */
const ORIGIN_CREATED = 'quotebridge-origin-created';

/**
 * When the origin was made that a mirror began to copy, in milliseconds since the Unix epoch; `null` when that is not recorded. A mirror goes on by sequence
 * numbers: when its origin was lost and made anew, it waits until the new one is as long, and then has parts of both.
 */
export function recordedOrigin({ config }: StreamInfo): number | null {
  const recorded = config.metadata?.[ORIGIN_CREATED];
  return recorded === undefined ? null : Number(recorded);
}

/** Records it with the mirror. */
export async function recordOrigin(jsm: JetStreamManager, { config }: StreamInfo, created: number): Promise<void> {
  await jsm.streams.update(config.name, { metadata: { ...config.metadata, [ORIGIN_CREATED]: String(created) } });
}
