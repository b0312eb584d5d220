import type { JetStreamManager } from '@nats-io/jetstream';

/** Removes all but the newest message of a stream, by its limits: no user may purge, the bridge may change limits. */
export async function purge(jsm: JetStreamManager, stream: string): Promise<void> {
  const { config } = await jsm.streams.info(stream);
  await jsm.streams.update(stream, { ...config, max_msgs: 1 });
  await jsm.streams.update(stream, config);
}
