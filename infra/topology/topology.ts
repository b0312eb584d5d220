import { BRIDGES_FILE, EDGE_BRIDGES_FILE } from './bridges.ts';
import { BUCKETS, type Bucket } from './buckets.ts';
import { SERVICES, type Service } from './services.ts';
import { EDGE, SITES, type Site } from './sites.ts';

/** What the demo consists of, wherever it runs. Add to it and everything else follows, or a test names the line that is missing. */
export interface Topology {
  readonly sites: readonly Site[];
  /** Sites that are not there and can be added: those that they dial have their users already. */
  readonly optionalSites: readonly Site[];
  readonly services: readonly Service[];
  /** The file that declares the bridges, from the root of the repository. */
  readonly bridges: string;
  readonly buckets: readonly Bucket[];
}

export const TOPOLOGY: Topology = {
  sites: SITES,
  optionalSites: [EDGE],
  services: SERVICES,
  bridges: BRIDGES_FILE,
  buckets: BUCKETS,
};

/** The demo with the edge. */
export const WITH_EDGE: Topology = { ...withOptionalSites(TOPOLOGY), bridges: EDGE_BRIDGES_FILE };

/** A topology with the sites that can be added to it. */
export function withOptionalSites(topology: Topology): Topology {
  return { ...topology, sites: [...topology.sites, ...topology.optionalSites], optionalSites: [] };
}

/** Names something that the topology does not have. */
class TopologyError extends Error {
  override readonly name = 'TopologyError';
}

/** Throws `TopologyError` when there is no such site. */
export function siteNamed({ sites }: Topology, name: string): Site {
  const found = sites.find((site) => site.name === name);
  if (found === undefined) {
    throw new TopologyError(`there is no site ${name}; there are: ${sites.map((site) => site.name).join(', ')}`);
  }
  return found;
}

/** The first link of the topology: the site that dials, and whom. Throws `TopologyError` when no site dials. */
export function firstLink({ sites }: Topology): { readonly site: string; readonly dials: string } {
  for (const { name, dials } of sites) if (dials !== null) return { site: name, dials: dials.site };
  throw new TopologyError('no site dials another');
}

/** Whether any site dials this one: its brokers then listen for leaf links. */
export function isDialled({ sites }: Topology, site: string): boolean {
  return sites.some(({ dials }) => dials?.site === site);
}

/** A service at a place where it runs, or can run. */
export interface Placement {
  readonly service: Service;
  /** `null` between the sites and the public. */
  readonly site: string | null;
  /** Its unique name: with its site when it runs at every site, or is at another than its first. */
  readonly name: string;
}

/** Every service at every place where it runs when nothing was moved, in the order of the topology. One whose sites are not there runs nowhere. */
export function placementsOf({ sites, services }: Topology): Placement[] {
  return services.flatMap((service): Placement[] => {
    const { name, runsAt } = service;
    if (runsAt === 'public') return [{ service, site: null, name }];
    if (runsAt === 'every-site')
      return sites.map((site) => ({ service, site: site.name, name: `${name}-${site.name}` }));
    return runsAt
      .map((site, index) => ({ service, site, name: index === 0 ? name : `${name}-${site}` }))
      .filter(({ site }) => sites.some((one) => one.name === site));
  });
}

/** Every service at every other site that it can be moved to, in the order of the topology. */
export function otherPlacementsOf({ services }: Topology): Placement[] {
  return services.flatMap((service) =>
    service.movesTo.map((site): Placement => ({ service, site, name: `${service.name}-${site}` })),
  );
}

/** The first site at which a service runs when nothing was moved. Throws `TopologyError` when there is none. */
export function siteOf(topology: Topology, service: string): string {
  const found = placementsOf(topology).find((placement) => placement.service.name === service)?.site ?? null;
  if (found === null) throw new TopologyError(`no site runs a service ${service}`);
  return found;
}

/** The site that keeps a bucket. Throws `TopologyError` when there is none. */
export function bucketSite({ buckets }: Topology, name: string): string {
  const found = buckets.find((bucket) => bucket.name === name);
  if (found === undefined) throw new TopologyError(`no site keeps a bucket ${name}`);
  return found.site;
}

/** Whether a service runs at a site, or can be moved there. */
export function canRunAt({ runsAt, movesTo }: Service, site: string): boolean {
  return runsAt === 'every-site' || (runsAt !== 'public' && runsAt.includes(site)) || movesTo.includes(site);
}
