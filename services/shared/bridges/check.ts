import { asPattern, cycleIn, describeCycle, hopsOf } from './hops.ts';
import { checkMade } from './check-made.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Declarations, DeclaredBridge, Mapping } from './schema.ts';
import { overlaps } from './subjects.ts';

/** A site, and the site whose brokers it dials for the link between them. */
export interface KnownSite {
  readonly name: string;
  readonly dials: string | null;
}

/** The subjects that the feed's user alone publishes, and the stream that captures them. */
const FEED_ONLY = { subject: 'quotes.>', stream: 'QUOTES' };
/** Subjects of the bridges themselves, and of the brokers. */
const RESERVED = ['mirror.>', 'origin.>', 'site.>', 'bridge.>', 'bridges.>', 'status.bridge.>', '_INBOX.>', '_R_.>'];

/** What contradicts the sites or other declarations. Pure. `sites`: `null` where they are not known. */
export function problemsOf(declarations: Declarations, sites: readonly KnownSite[] | null): Problem[] {
  const problems = [
    ...namesTwice(declarations),
    ...unknownSites(declarations, sites),
    ...unknownStreams(declarations),
    ...bridgesWithNothing(declarations),
    ...unlinked(declarations, sites),
    ...reservedSubjects(declarations),
    ...overlappingCaptures(declarations),
    ...foreignQuotes(declarations),
    ...copiedTwice(declarations),
  ];
  const cycle = cycleIn(hopsOf(declarations));
  if (cycle !== null) {
    problems.push({
      path: ['bridges', cycle.at(-1)?.bridge ?? 0],
      message: `messages would go in a circle: ${describeCycle(cycle)}`,
    });
  }
  return problems.length > 0 ? problems : [...missingSources(declarations), ...checkMade(declarations)];
}

function namesTwice({ streams, bridges }: Declarations): Problem[] {
  const twice = (list: readonly { readonly name: string }[], key: string) =>
    list.flatMap(({ name }, index) =>
      list.findIndex((other) => other.name === name) === index
        ? []
        : [{ path: [key, index, 'name'], message: `there is another ${JSON.stringify(name)} in ${key}` }],
    );
  return [...twice(streams, 'streams'), ...twice(bridges, 'bridges')];
}

/** Every value of a bridge that names a site, with its path within the bridge. */
function sitesOf(bridge: DeclaredBridge): { readonly path: readonly (string | number)[]; readonly site: string }[] {
  switch (bridge.mode) {
    case 'bridge':
      return [
        { path: ['from'], site: bridge.from },
        { path: ['to'], site: bridge.to },
      ];
    case 'replicate':
      return [
        { path: ['from'], site: bridge.from },
        ...bridge.to.map((site, index) => ({ path: ['to', index], site })),
      ];
    case 'aggregate':
      return [
        { path: ['at'], site: bridge.at },
        ...bridge.sources.map(({ from }, index) => ({ path: ['sources', index, 'from'], site: from })),
      ];
    default:
      return [{ path: ['at'], site: bridge.at }];
  }
}

function unknownSites({ streams, bridges }: Declarations, sites: readonly KnownSite[] | null): Problem[] {
  if (sites === null) return [];
  const names = sites.map(({ name }) => name);
  return [
    ...streams.map(({ site }, index) => ({ path: ['streams', index, 'site'], site })),
    ...bridges.flatMap((bridge, index) =>
      sitesOf(bridge).map(({ path, site }) => ({ path: ['bridges', index, ...path], site })),
    ),
  ].flatMap(({ path, site }) => (names.includes(site) ? [] : [{ path, message: unknown('site', site, names) }]));
}

function unknownStreams(declarations: Declarations): Problem[] {
  const { streams, bridges } = declarations;
  const names = [...streams.map(({ name }) => name), ...bridges.flatMap((bridge) => made(bridge) ?? [])];
  return bridges
    .flatMap((bridge, index): { readonly path: readonly (string | number)[]; readonly stream: string }[] => {
      if (bridge.mode === 'replicate') return [{ path: ['bridges', index, 'stream'], stream: bridge.stream }];
      if (bridge.mode !== 'aggregate') return [];
      return bridge.sources.map(({ stream }, source) => ({
        path: ['bridges', index, 'sources', source, 'stream'],
        stream,
      }));
    })
    .flatMap(({ path, stream }) =>
      names.includes(stream) ? [] : [{ path, message: unknown('stream', stream, names) }],
    );
}

function bridgesWithNothing({ bridges }: Declarations): Problem[] {
  return bridges.flatMap((bridge, index) =>
    bridge.mode === 'bridge' && bridge.requests === undefined && bridge.events === undefined
      ? [{ path: ['bridges', index], message: 'a bridge of mode "bridge" needs requests or events' }]
      : [],
  );
}

/** Two sites that a bridge joins must have a link of their own. */
function unlinked({ bridges }: Declarations, sites: readonly KnownSite[] | null): Problem[] {
  if (sites === null) return [];
  const known = new Set(sites.map(({ name }) => name));
  const linked = (a: string, b: string) =>
    sites.some(({ name, dials }) => (name === a && dials === b) || (name === b && dials === a));
  return bridges.flatMap((bridge, index) => {
    const pairs = pairsOf(bridge);
    return pairs.flatMap(({ path, from, to }) => {
      if (!known.has(from) || !known.has(to)) return [];
      if (from === to) {
        // A circle of one; a source at the same site needs no link.
        return bridge.mode === 'bridge'
          ? [{ path: ['bridges', index, ...path], message: `${from} cannot be bridged to itself` }]
          : [];
      }
      return linked(from, to)
        ? []
        : [{ path: ['bridges', index, ...path], message: `${from} and ${to} have no link: neither dials the other` }];
    });
  });
}

function pairsOf(bridge: DeclaredBridge) {
  switch (bridge.mode) {
    case 'bridge':
      return [{ path: ['to'], from: bridge.from, to: bridge.to }];
    case 'replicate':
      return bridge.to.map((to, index) => ({ path: ['to', index], from: bridge.from, to }));
    case 'aggregate':
      return bridge.sources.map(({ from }, index) => ({ path: ['sources', index, 'from'], from, to: bridge.at }));
    default:
      return [];
  }
}

/** Every subject that the declarations name, with its path. */
function subjectsOf({ streams, bridges }: Declarations): { path: (string | number)[]; subject: string }[] {
  const listed = (path: (string | number)[], subjects: readonly string[] = []) =>
    subjects.map((subject, index) => ({ path: [...path, index], subject }));
  const mapped = (path: (string | number)[], map: readonly Mapping[]) =>
    map.flatMap(({ from, to }, entry) => [
      { path: [...path, entry, 'from'], subject: from },
      { path: [...path, entry, 'to'], subject: asPattern(to) },
    ]);
  return [
    ...streams.flatMap(({ subjects }, index) => listed(['streams', index, 'subjects'], subjects)),
    ...bridges.flatMap((bridge, index) => {
      if (bridge.mode === 'bridge') {
        return [
          ...listed(['bridges', index, 'requests'], bridge.requests),
          ...listed(['bridges', index, 'events'], bridge.events),
        ];
      }
      if (bridge.mode === 'transform') return mapped(['bridges', index, 'map'], bridge.map);
      if (bridge.mode !== 'aggregate') return [];
      return bridge.sources.flatMap(({ map = [] }, source) =>
        mapped(['bridges', index, 'sources', source, 'map'], map),
      );
    }),
  ];
}

function reservedSubjects(declarations: Declarations): Problem[] {
  return subjectsOf(declarations).flatMap(({ path, subject }) => {
    const reserved = subject.startsWith('$') ? '$…' : RESERVED.find((pattern) => overlaps(pattern, subject));
    return reserved === undefined ? [] : [{ path, message: `${subject} is not allowed: ${reserved} is reserved` }];
  });
}

/** A message that two streams captured would be in both, and replicated in both. */
function overlappingCaptures({ streams, bridges }: Declarations): Problem[] {
  const between = streams.flatMap((stream, index) =>
    stream.subjects.flatMap((subject, at) => {
      const captures = streams
        .slice(0, index)
        .flatMap((other) =>
          other.subjects.filter((one) => overlaps(one, subject)).map((one) => `${other.name} captures ${one}`),
        );
      return captures.slice(0, 1).map((captured) => ({
        path: ['streams', index, 'subjects', at],
        message: `${subject} is captured twice: ${captured}`,
      }));
    }),
  );
  const brought = bridges.flatMap((bridge, index) => {
    if (bridge.mode !== 'bridge') return [];
    return (bridge.events ?? []).flatMap((subject, at) =>
      streams
        .filter(({ site, subjects }) => site === bridge.to && subjects.some((one) => overlaps(one, subject)))
        .map(({ name, site }) => ({
          path: ['bridges', index, 'events', at],
          message: `${subject} would be captured at ${site} by ${name}`,
        })),
    );
  });
  return [...between, ...brought];
}

/** Quotes come from the feed alone: nothing else may be captured, mapped or brought as one. */
function foreignQuotes(declarations: Declarations): Problem[] {
  const { streams, bridges } = declarations;
  const held = sitesHolding(declarations, FEED_ONLY.stream);
  const rule = `only the feed may publish ${FEED_ONLY.subject}`;
  return subjectsOf(declarations).flatMap(({ path, subject }) => {
    if (!overlaps(FEED_ONLY.subject, subject)) return [];
    const [list, index = 0, field] = path;
    if (list === 'streams') {
      return streams[Number(index)]?.name === FEED_ONLY.stream
        ? []
        : [{ path, message: `${subject} is not allowed: ${rule}` }];
    }
    const bridge = bridges[Number(index)];
    if (bridge?.mode === 'bridge' && field === 'events' && held.has(bridge.from)) return [];
    if (path.includes('map') && path.at(-1) === 'from') return [];
    return [{ path, message: `${subject} is not allowed: ${rule}` }];
  });
}

function copiedTwice({ streams, bridges }: Declarations): Problem[] {
  const seen = new Map(streams.map(({ name, site }) => [`${name} ${site}`, `it originates there`]));
  const problems: Problem[] = [];
  bridges.forEach((bridge, index) => {
    const targets =
      bridge.mode === 'replicate'
        ? bridge.to.map((site, at) => ({ site, path: ['bridges', index, 'to', at] }))
        : bridge.mode === 'bridge' || made(bridge) === null
          ? []
          : [{ site: bridge.at, path: ['bridges', index, 'stream'] }];
    if (bridge.mode === 'bridge') return;
    for (const { site, path } of targets) {
      const key = `${bridge.stream} ${site}`;
      const before = seen.get(key);
      // From its origin back to its origin is a circle, and reported as one.
      if (before?.startsWith('the bridge') === true || (before !== undefined && bridge.mode !== 'replicate')) {
        problems.push({ path, message: `${bridge.stream} must come to ${site} from one place only: ${before}` });
      }
      seen.set(key, `the bridge ${JSON.stringify(bridge.name)} brings it`);
    }
  });
  return problems;
}

/** A stream can only be copied from a site that has it. */
function missingSources(declarations: Declarations): Problem[] {
  return declarations.bridges.flatMap((bridge, index) => {
    const needed =
      bridge.mode === 'replicate'
        ? [{ stream: bridge.stream, from: bridge.from, path: ['from'] }]
        : bridge.mode === 'aggregate'
          ? bridge.sources.map(({ stream, from }, at) => ({ stream, from, path: ['sources', at, 'from'] }))
          : [];
    return needed
      .filter(({ stream, from }) => !sitesHolding(declarations, stream).has(from))
      .map(({ stream, from, path }) => ({
        path: ['bridges', index, ...path],
        message: `${from} has no stream ${stream}: it does not originate there, and no bridge brings it`,
      }));
  });
}

/** The sites that have a stream: where it originates or is made, and where it is copied to. */
function sitesHolding({ streams, bridges }: Declarations, stream: string): ReadonlySet<string> {
  return new Set([
    ...streams.filter(({ name }) => name === stream).map(({ site }) => site),
    ...bridges.flatMap((bridge) => {
      if (bridge.mode === 'replicate' && bridge.stream === stream) return bridge.to;
      return 'at' in bridge && made(bridge) === stream ? [bridge.at] : [];
    }),
  ]);
}

/** The stream that a bridge makes of others; `null` when it makes none. */
function made(bridge: DeclaredBridge): string | null {
  if (bridge.mode === 'aggregate') return bridge.stream;
  return bridge.mode === 'transform' ? (bridge.stream ?? null) : null;
}

/** A value that names something unknown, with the near match. */
export function unknown(kind: string, value: string, known: readonly string[]): string {
  const near = nearest(value, known);
  const hint = near === null ? `there are: ${known.join(', ')}` : `did you mean ${JSON.stringify(near)}?`;
  return `there is no ${kind} ${JSON.stringify(value)}; ${hint}`;
}
