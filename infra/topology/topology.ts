import { BRIDGES, type Bridge } from './bridges.ts';
import { SERVICES, type Service } from './services.ts';
import { SITES, type Site } from './sites.ts';

/** What the demo consists of, wherever it runs. Add to it and everything else follows, or a test names the line that is missing. */
export interface Topology {
  readonly sites: readonly Site[];
  readonly services: readonly Service[];
  readonly bridges: readonly Bridge[];
}

export const TOPOLOGY: Topology = { sites: SITES, services: SERVICES, bridges: BRIDGES };

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

/** A service at a place where it runs when nothing was moved. */
export interface Placement {
  readonly service: Service;
  /** `null` between the sites and the public. */
  readonly site: string | null;
  /** Its unique name: with its site when it runs at every site. */
  readonly name: string;
}

/** Every service at every place where it runs, in the order of the topology. */
export function placementsOf({ sites, services }: Topology): Placement[] {
  return services.flatMap((service): Placement[] => {
    const { name, runsAt } = service;
    if (runsAt === 'public') return [{ service, site: null, name }];
    if (runsAt === 'every-site')
      return sites.map((site) => ({ service, site: site.name, name: `${name}-${site.name}` }));
    return runsAt.map((site, index) => ({ service, site, name: index === 0 ? name : `${name}-${site}` }));
  });
}

/** The first site at which a service runs when nothing was moved. Throws `TopologyError` when there is none. */
export function siteOf(topology: Topology, service: string): string {
  const found = placementsOf(topology).find((placement) => placement.service.name === service)?.site ?? null;
  if (found === null) throw new TopologyError(`no site runs a service ${service}`);
  return found;
}

/** Whether a service runs at a site, or can be moved there. */
export function canRunAt({ runsAt, movesTo }: Service, site: string): boolean {
  return runsAt === 'every-site' || (runsAt !== 'public' && runsAt.includes(site)) || movesTo.includes(site);
}
