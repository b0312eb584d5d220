import type { Declarations } from './schema.ts';
import { overlaps } from './subjects.ts';

/** Messages at a site: those of a stream, or those on a subject. */
interface Place {
  readonly site: string;
  readonly stream?: string;
  readonly subject?: string;
}

/** One step that a bridge makes messages take. */
export interface Hop {
  readonly from: Place;
  readonly to: Place;
  /** Index of the bridge in the declarations. */
  readonly bridge: number;
}

export function hopsOf({ bridges }: Declarations): Hop[] {
  return bridges.flatMap((bridge, index): Hop[] => {
    switch (bridge.mode) {
      case 'bridge':
        return (bridge.events ?? []).map((subject) => ({
          from: { site: bridge.from, subject },
          to: { site: bridge.to, subject },
          bridge: index,
        }));
      case 'replicate':
        return bridge.to.map((site) => ({
          from: { site: bridge.from, stream: bridge.stream },
          to: { site, stream: bridge.stream },
          bridge: index,
        }));
      case 'aggregate':
        return bridge.sources.map(({ stream, from }) => ({
          from: { site: from, stream },
          to: { site: bridge.at, stream: bridge.stream },
          bridge: index,
        }));
      default:
        // What a stream holds under other subjects is not published again.
        return bridge.map.map(({ from, to }) => ({
          from: { site: bridge.at, subject: from },
          to: {
            site: bridge.at,
            ...(bridge.stream === undefined ? { subject: asPattern(to) } : { stream: bridge.stream }),
          },
          bridge: index,
        }));
    }
  });
}

/** The subjects that a mapping's target stands for. */
export function asPattern(target: string): string {
  return target.replaceAll(/\{\{[^}]*\}\}|\$\d+/g, '*');
}

/** A cycle that messages would go round in, as the hops of which each leads to the next and the last to the first; `null` when there is none. */
export function cycleIn(hops: readonly Hop[]): readonly Hop[] | null {
  const done = new Set<Hop>();
  const visit = (hop: Hop, path: readonly Hop[]): readonly Hop[] | null => {
    const begun = path.indexOf(hop);
    if (begun !== -1) return path.slice(begun);
    if (done.has(hop)) return null;
    for (const next of hops) {
      if (!feeds(hop, next)) continue;
      const cycle = visit(next, [...path, hop]);
      if (cycle !== null) return cycle;
    }
    done.add(hop);
    return null;
  };
  for (const hop of hops) {
    const cycle = visit(hop, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

function feeds({ to }: Hop, { from }: Hop): boolean {
  if (to.site !== from.site) return false;
  if (to.stream !== undefined) return to.stream === from.stream;
  return to.subject !== undefined && from.subject !== undefined && overlaps(to.subject, from.subject);
}

/** A cycle for people: `QUOTES: onprem > cloud > onprem`, or with what it is where that changes on the way. */
export function describeCycle(cycle: readonly Hop[]): string {
  const places = [...cycle.map(({ from }) => from), ...cycle.slice(0, 1).map(({ from }) => from)];
  const subjects = new Set(places.map(nameOf));
  if (subjects.size === 1) return `${[...subjects][0]}: ${places.map(({ site }) => site).join(' > ')}`;
  return places.map((place) => `${nameOf(place)}@${place.site}`).join(' > ');
}

function nameOf({ stream, subject }: Place): string {
  return stream ?? subject ?? '';
}
