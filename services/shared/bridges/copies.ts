import { madeStreams } from './made.ts';
import type { Declarations } from './schema.ts';

/** A stream that is copied, with its sequence numbers, from one site to another. */
export interface Copy {
  /** The bridge that declares it. */
  readonly bridge: string;
  readonly stream: string;
  readonly from: string;
  readonly to: string;
}

/** A copy for each site that a bridge of mode `replicate` brings its stream to. */
export function copiesOf({ bridges }: Declarations): Copy[] {
  return bridges.flatMap((bridge) =>
    bridge.mode === 'replicate'
      ? bridge.to.map((to) => ({ bridge: bridge.name, stream: bridge.stream, from: bridge.from, to }))
      : [],
  );
}

/** What a stream made at another site takes of a stream. There it is not stored under its own name. */
export interface Sourced extends Copy {
  /** The subjects that are taken; `null`: all. */
  readonly subjects: readonly string[] | null;
}

/** One for each stream that a stream made at another site takes from it. */
export function sourcedFrom(declarations: Declarations): Sourced[] {
  return madeStreams(declarations).flatMap(({ bridge, at, sources }) =>
    sources
      .filter(({ from }) => from !== at)
      .map(({ stream, from, map }) => ({
        bridge,
        stream,
        from,
        to: at,
        subjects: map?.map((mapping) => mapping.from) ?? null,
      })),
  );
}
