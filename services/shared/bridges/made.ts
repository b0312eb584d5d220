import { asPattern } from './hops.ts';
import type { AggregateBridge, Declarations, Mapping, Start, TransformBridge } from './schema.ts';
import { covers, overlaps } from './subjects.ts';

/** A stream at a site that another stream there is made of. */
export interface MadeOf {
  readonly stream: string;
  /** Where it is. */
  readonly from: string;
  /** What it stores under other subjects; `null`: everything, under the subjects that it has. */
  readonly map: readonly Mapping[] | null;
  /** The subjects under which its messages are stored. */
  readonly storedAs: readonly string[];
  readonly start?: Start;
  readonly kbps?: number;
}

/** A stream that a bridge makes of others, and that captures nothing itself. */
export interface MadeStream {
  /** The bridge that declares it. */
  readonly bridge: string;
  readonly stream: string;
  readonly at: string;
  readonly sources: readonly MadeOf[];
}

/** The streams that bridges of mode `aggregate` and `transform` make. */
export function madeStreams(declarations: Declarations): MadeStream[] {
  return declarations.bridges.flatMap((bridge): MadeStream[] => {
    if (bridge.mode === 'aggregate') return [aggregated(bridge, declarations)];
    if (bridge.mode !== 'transform' || bridge.stream === undefined) return [];
    return [transformed(bridge, bridge.stream, declarations)];
  });
}

function aggregated({ name, stream, at, sources }: AggregateBridge, declarations: Declarations): MadeStream {
  return {
    bridge: name,
    stream,
    at,
    sources: sources.map((source) => ({
      stream: source.stream,
      from: source.from,
      map: source.map ?? null,
      storedAs: source.map === undefined ? subjectsIn(source.stream, declarations) : targetsOf(source.map),
      ...(source.start !== undefined && { start: source.start }),
      ...(source.kbps !== undefined && { kbps: source.kbps }),
    })),
  };
}

/** The subjects under which a stream stores messages. A circle of streams is refused elsewhere, and has none here. */
function subjectsIn(stream: string, declarations: Declarations): readonly string[] {
  const declared = declarations.streams.find(({ name }) => name === stream);
  if (declared !== undefined) return declared.subjects;
  const others = declarations.bridges.filter((bridge) => !('stream' in bridge && bridge.stream === stream));
  return declarations.bridges.flatMap((bridge) => {
    if (!('stream' in bridge) || bridge.stream !== stream) return [];
    if (bridge.mode === 'transform') return targetsOf(bridge.map);
    if (bridge.mode !== 'aggregate') return [];
    return aggregated(bridge, { ...declarations, bridges: others }).sources.flatMap(({ storedAs }) => storedAs);
  });
}

function targetsOf(map: readonly Mapping[]): string[] {
  return map.map(({ to }) => asPattern(to));
}

function transformed({ name, at, map }: TransformBridge, stream: string, declarations: Declarations): MadeStream {
  const sources = declarations.streams
    .filter(({ site }) => site === at)
    .flatMap((held) => {
      const taken = map.filter(({ from }) => held.subjects.some((subject) => overlaps(subject, from)));
      return taken.length === 0 ? [] : [{ stream: held.name, from: at, map: taken, storedAs: targetsOf(taken) }];
    });
  return { bridge: name, stream, at, sources };
}

/** What a stream captures at its site under other subjects, by the bridges of mode `transform` without a stream of their own. */
export function capturedAs(declarations: Declarations, stream: string): Mapping[] {
  return declarations.bridges.flatMap((bridge) =>
    bridge.mode === 'transform' && bridge.stream === undefined
      ? bridge.map.filter((mapping) => capturing(declarations, bridge.at, mapping) === stream)
      : [],
  );
}

/** The stream at a site that captures what a mapping leads to; `null` when there is none. */
export function capturing({ streams }: Declarations, at: string, { to }: Mapping): string | null {
  const found = streams.find(
    ({ site, subjects }) => site === at && subjects.some((subject) => covers(subject, asPattern(to))),
  );
  return found?.name ?? null;
}
