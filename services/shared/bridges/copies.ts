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

/** A copy for each stream that a stream made at another site takes from it. There it is not stored under its own name. */
export function sourcedFrom(declarations: Declarations): Copy[] {
  return madeStreams(declarations).flatMap(({ bridge, at, sources }) =>
    sources.filter(({ from }) => from !== at).map(({ stream, from }) => ({ bridge, stream, from, to: at })),
  );
}
