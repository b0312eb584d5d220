import type { JetStreamManager } from '@nats-io/jetstream';
import type { MadePlan } from './made-plan.ts';

/** Where the server keeps the place of a message in the stream that it came from: `VENUES:1a2b 17 venues.edge.* …`. */
const STREAM_SOURCE = 'Nats-Stream-Source';

/** Resolves with the last sequence number that a site's streams hold of a stream elsewhere, 0 when none. Throws the server's errors. */
export type PositionOf = (stream: string) => Promise<number>;

/** The position of what a made stream holds of one of its sources: it is in a header of the last message under that source's subjects. */
export function sourcePosition(jsm: JetStreamManager, plans: readonly MadePlan[]): PositionOf {
  return async (stream) => {
    const found = plans.flatMap(({ stream: { name }, made }) =>
      made.sources
        .filter((source) => source.stream === stream && source.from !== made.at)
        .map(({ storedAs }) => ({ name, storedAs })),
    )[0];
    if (found === undefined) throw new Error(`no stream is made of ${stream}`);
    const positions = await Promise.all(
      found.storedAs.map(async (subject) => {
        const message = await jsm.streams.getMessage(found.name, { last_by_subj: subject });
        return parsePosition(message?.header.get(STREAM_SOURCE) ?? '', stream);
      }),
    );
    return Math.max(0, ...positions);
  };
}

/** The sequence number in that header if it names the stream, else 0. */
export function parsePosition(header: string, stream: string): number {
  const [source = '', seq = ''] = header.split(' ');
  return source.split(':')[0] === stream && /^\d+$/.test(seq) ? Number(seq) : 0;
}
