import type { Service } from './services.ts';
import { canRunAt, siteNamed, type Topology } from './topology.ts';

/** Users of every site's brokers that are no service: clients of other makers, and the brokers of a site among themselves. */
const BESIDE_SERVICES = ['reader', 'route'];
/** The operator's user, at the sites whose services it moves and at those that keep the buckets. */
const MIGRATOR = 'migrator';

/** The services of a site that connect to its brokers. */
export function connectingServices({ services }: Topology, site: string): Service[] {
  return services.filter(
    (service) => service.users.length > 0 && (canRunAt(service, site) || service.brokersAt === site),
  );
}

/** The users that a site's services are. */
export function serviceUsers(topology: Topology, site: string): string[] {
  return connectingServices(topology, site).flatMap(({ users }) => users);
}

/** The variables with a user's name and password for a service: `NATS_USER` for the user with the service's name, `NATS_INSTRUMENTS_USER` for another. */
export function userVariables({ name }: Service, user: string): { readonly user: string; readonly password: string } {
  const prefix = user === name ? 'NATS' : `NATS_${user.toUpperCase().replaceAll('-', '_')}`;
  return { user: `${prefix}_USER`, password: `${prefix}_PASSWORD` };
}

/** The users as which other sites' brokers dial a site, also of sites that can be added. */
export function linkUsers({ sites, optionalSites }: Topology, site: string): string[] {
  return [...sites, ...optionalSites].flatMap(({ dials }) => (dials?.site === site ? [dials.user] : []));
}

/** The operator's users at a site. */
export function operatorUsers({ services, buckets }: Topology, site: string): string[] {
  const moves = services.some((service) => service.movesTo.length > 0 && canRunAt(service, site));
  return moves || buckets.some((bucket) => bucket.site === site) ? [MIGRATOR] : [];
}

/** All whose passwords a site's brokers check or dial with. */
export function brokerUsers(topology: Topology, site: string): string[] {
  const { dials } = siteNamed(topology, site);
  const dialled = dials === null ? [] : [dials.user];
  return [
    ...serviceUsers(topology, site),
    ...operatorUsers(topology, site),
    ...BESIDE_SERVICES,
    ...linkUsers(topology, site),
    ...dialled,
  ];
}

/** The name under which a broker's configuration finds a user's password in its environment. */
export function passwordVariable(user: string): string {
  return `${user.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}
