import type { Counts, Served } from '../core/migration.ts';
import { addProbes } from '../probes/probes.ts';
import type { Probes } from '../probes/probes.ts';

/** Sums of the front door's counters by `site|ok` and `site|failed`, added to what was served before. */
function addServed(before: Served, sums: ReadonlyMap<string, number>): Served {
  const served: Record<string, { served: number; failed: number }> = { ...before };
  for (const [key, count] of sums) {
    const [site = 'none', outcome] = key.split('|');
    const known = served[site] ?? { served: 0, failed: 0 };
    served[site] =
      outcome === 'failed' ? { ...known, failed: known.failed + count } : { ...known, served: known.served + count };
  }
  return served;
}

/** The counts of earlier processes with those of this one. */
export function addCounts(
  before: Counts,
  steps: Partial<Counts>,
  sums: ReadonlyMap<string, number>,
  probes: Probes['counts'],
): Counts {
  return {
    ...before,
    ...steps,
    requests: addServed(before.requests, sums),
    library: addProbes(before.library, probes.library),
    plain: addProbes(before.plain, probes.plain),
    api: {
      answered: before.api.answered + probes.api.answered,
      failed: before.api.failed + probes.api.failed,
    },
  };
}
