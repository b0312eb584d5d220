import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';

/** Under this name a mirror keeps, as metadata, when the origin was made that it copies: milliseconds since the Unix epoch. */
const ORIGIN_CREATED = 'quotebridge-origin-created';

/**
 * Tells whether a mirror still copies the stream that it began with. A mirror goes on by sequence numbers: when its origin was lost and made anew, it waits
 * until the new one is as long, and then has parts of both. `created` is when the origin was made, in milliseconds since the Unix epoch, `null` when that is not
 * known at present. Answers with the problem, `null` when there is none.
 */
export function originCheck(jsm: JetStreamManager) {
  const known = new Map<string, number>();
  return async ({ config }: StreamInfo, created: number | null): Promise<string | null> => {
    if (created !== null) known.set(config.name, created);
    const now = known.get(config.name);
    if (now === undefined) return null;
    const begun = config.metadata?.[ORIGIN_CREATED];
    if (begun === undefined) {
      await jsm.streams.update(config.name, { metadata: { ...config.metadata, [ORIGIN_CREATED]: String(now) } });
      return null;
    }
    if (Number(begun) === now) return null;
    const [then, since] = [Number(begun), now].map((time) => new Date(time).toISOString());
    return `the origin was made anew at ${since}: the mirror has messages of the one made at ${then}, and lacks the first of the new one`;
  };
}
