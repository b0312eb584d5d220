import type { Problem } from './problem.ts';
import { copiesOf, sourcedFrom } from './copies.ts';
import { capturing, madeStreams } from './made.ts';
import type { Declarations, Mapping } from './schema.ts';
import { overlaps } from './subjects.ts';

/** What the brokers cannot carry out of the modes `aggregate` and `transform`. Pure. */
export function checkMade(declarations: Declarations): Problem[] {
  return [
    ...invalidTargets(declarations),
    ...sourcesInOnePlace(declarations),
    ...crossesTwice(declarations),
    ...capturedByNone(declarations),
  ];
}

/** Every mapping, with its path. */
function mappingsOf({ bridges }: Declarations): { path: (string | number)[]; mapping: Mapping }[] {
  const listed = (path: (string | number)[], map: readonly Mapping[]) =>
    map.map((mapping, index) => ({ path: [...path, index], mapping }));
  return bridges.flatMap((bridge, index) => {
    if (bridge.mode === 'transform') return listed(['bridges', index, 'map'], bridge.map);
    if (bridge.mode !== 'aggregate') return [];
    return bridge.sources.flatMap(({ map = [] }, at) => listed(['bridges', index, 'sources', at, 'map'], map));
  });
}

/** A target names each * of its source by number, and has no wildcard of its own. */
function invalidTargets(declarations: Declarations): Problem[] {
  return mappingsOf(declarations).flatMap(({ path, mapping: { from, to } }) => {
    const wildcards = from.split('.').filter((token) => token === '*').length;
    const at = [...path, 'to'];
    if (from.includes('>'))
      return [{ path: [...path, 'from'], message: `${from} is not allowed: name each token, * for any` }];
    if (to.split('.').some((token) => token === '*' || token === '>' || token === '')) {
      return [{ path: at, message: `${to} is not allowed: a target names each * of ${from} as {{wildcard(n)}}` }];
    }
    const beyond = [...to.matchAll(/\{\{wildcard\((\d+)\)\}\}/g)].find(
      ([, n]) => Number(n) < 1 || Number(n) > wildcards,
    );
    if (beyond !== undefined) return [{ path: at, message: `${beyond[0]} is not allowed: ${from} has ${wildcards} *` }];
    const rest = to.replaceAll(/\{\{wildcard\(\d+\)\}\}/g, '');
    return /[{}$*>]/.test(rest) ? [{ path: at, message: `${to} is not allowed: only {{wildcard(n)}} is known` }] : [];
  });
}

/** A message's place in its source is found again by its subject, so no two sources of a stream may be stored under the same. */
function sourcesInOnePlace(declarations: Declarations): Problem[] {
  return madeStreams(declarations).flatMap(({ bridge, stream, sources }) => {
    const index = declarations.bridges.findIndex(({ name }) => name === bridge);
    if (sources.length === 0) {
      return [{ path: ['bridges', index, 'map'], message: 'no stream at the site holds any of these subjects' }];
    }
    return sources.flatMap((source, at) =>
      sources
        .slice(0, at)
        .filter(({ storedAs }) => storedAs.some((one) => source.storedAs.some((subject) => overlaps(one, subject))))
        .slice(0, 1)
        .map((other) => ({
          path: ['bridges', index, 'sources', at],
          message: `${source.stream} and ${other.stream} would be stored in ${stream} under the same subjects: map them to different ones`,
        })),
    );
  });
}

/** The consumer that a site reads another's stream from has the name of the site, and messages cross a link once. */
function crossesTwice(declarations: Declarations): Problem[] {
  const sourced = sourcedFrom(declarations);
  return sourced.flatMap(({ bridge, stream, from, to }, at) => {
    const others = [...copiesOf(declarations), ...sourced.slice(0, at)];
    const other = others.find((copy) => copy.stream === stream && copy.from === from && copy.to === to);
    if (other === undefined) return [];
    const index = declarations.bridges.findIndex(({ name }) => name === bridge);
    return [
      {
        path: ['bridges', index],
        message: `${stream} would cross from ${from} to ${to} twice: ${JSON.stringify(other.bridge)} brings it too. Use ${stream} of ${to} as the source`,
      },
    ];
  });
}

/** A mapping on arrival needs a stream that stores what it leads to. A stream has one mapping, and `from` is captured by no other. */
function capturedByNone(declarations: Declarations): Problem[] {
  const taken = new Map<string, string>();
  return declarations.bridges.flatMap((bridge, index) => {
    if (bridge.mode !== 'transform' || bridge.stream !== undefined) return [];
    return bridge.map.flatMap((mapping, entry): Problem[] => {
      const path = ['bridges', index, 'map', entry];
      const stream = capturing(declarations, bridge.at, mapping);
      if (stream === null) {
        return [{ path: [...path, 'to'], message: `no stream at ${bridge.at} captures ${mapping.to}` }];
      }
      const before = taken.get(stream);
      if (before !== undefined) {
        return [{ path, message: `${stream} can map one subject on arrival: it already maps ${before}` }];
      }
      taken.set(stream, mapping.from);
      const captured = declarations.streams.find(
        ({ site, subjects }) => site === bridge.at && subjects.some((one) => overlaps(one, mapping.from)),
      );
      return captured === undefined
        ? []
        : [{ path: [...path, 'from'], message: `${mapping.from} is captured twice: ${captured.name} captures it too` }];
    });
  });
}
