import { parse } from 'yaml';
import { otherPlacementsOf, placementsOf, withOptionalSites, type Topology } from '../topology.ts';
import { lacking, type Problem } from './lacking.ts';
import { natsEnvironment } from './nats-environment.ts';

/** A container of docker-compose.yml, as far as the topology determines it. */
interface Container {
  readonly image?: string;
  readonly build?: { readonly args?: { readonly SERVICE?: string } };
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly profiles?: readonly string[];
  readonly group_add?: readonly string[];
}

const FILE = 'docker-compose.yml';
/** The profile of what runs only when it was moved there: `up` leaves it as it is. */
const MOVED = 'moved';
const BROKERS = ['1', '2', '3', 'light'];
/** As which user a broker dials when it is given none (infra/nats/broker.sh). */
const DEFAULT_LEAF_USER = 'leaf';
/** A site that can be added has one broker, and a profile of its own beside the others. */
const ONE_BROKER = ['1'];

/** What docker-compose.yml lacks of the topology. Pure. */
export function composeProblems(text: string, declared: Topology): Problem[] {
  const topology = withOptionalSites(declared);
  const isOptional = (site: string | null) => declared.optionalSites.some(({ name }) => name === site);
  const { services = {}, networks = {} } = parse(text, { merge: true, maxAliasCount: -1 }) as {
    readonly services?: Readonly<Record<string, Container>>;
    readonly networks?: Readonly<Record<string, unknown>>;
  };
  const container = (
    name: string,
    environment: Readonly<Record<string, string>>,
    network: string | null,
  ): Problem[] => {
    const found = services[name];
    if (found === undefined) return [lacking(FILE, `services.${name}`)];
    const missing = Object.entries(environment)
      .filter(([key, value]) => found.environment?.[key] !== value)
      .map(([key, value]) => lacking(FILE, `services.${name}.environment: ${key}: '${value}'`));
    if (network !== null && !namesOf(found.networks).includes(network)) {
      missing.push(lacking(FILE, `services.${name}.networks: ${network}`));
    }
    return missing;
  };

  const brokers = topology.sites.flatMap(({ name, dials, sync }) => [
    ...(name in networks ? [] : [lacking(FILE, `networks.${name}`)]),
    ...(isOptional(name) ? ONE_BROKER : BROKERS).flatMap((number) => {
      const broker = `${name}-${number}`;
      const host = `${name}-${number === 'light' ? '1' : number}.${name}`;
      const problems = container(broker, { SITE: name, HOST: host, SYNC_INTERVAL: `"${sync}"` }, name);
      if (dials !== null && dials.user !== DEFAULT_LEAF_USER) {
        problems.push(...container(broker, { LEAF_USER: dials.user }, null));
      }
      const dialled = services[broker]?.environment?.['LEAF_HOSTS'];
      if (dials !== null && dialled?.includes(`${dials.site}-1.wan`) !== true) {
        problems.push(lacking(FILE, `services.${broker}.environment: LEAF_HOSTS: ${dials.site}-1.wan`));
      }
      return problems;
    }),
  ]);
  const placed = [...placementsOf(topology), ...otherPlacementsOf(topology)].flatMap(({ service, site, name }) => {
    const nats = natsEnvironment(service);
    const environment = { ...(site !== null && { SITE: site }), ...nats, ...service.env };
    const names = service.runsAt === 'every-site' && !isOptional(site) ? [name, `${name}-light`] : [name];
    return names.flatMap((one) => {
      const problems = container(one, environment, site ?? 'public');
      const built = services[one]?.build?.args?.SERVICE;
      const group = service.passwordGroup?.toString();
      if (group !== undefined && services[one]?.group_add?.includes(group) !== true) {
        problems.push(lacking(FILE, `services.${one}.group_add: '${group}'`));
      }
      if (built !== service.name) problems.push(lacking(FILE, `services.${one}.build.args.SERVICE: ${service.name}`));
      return problems;
    });
  });
  const waiting = otherPlacementsOf(topology).flatMap(({ name }) =>
    services[name] === undefined || services[name].profiles?.join() === MOVED
      ? []
      : [lacking(FILE, `services.${name}.profiles: [${MOVED}]`)],
  );
  const added = declared.optionalSites.flatMap(({ name: profile }) =>
    Object.entries(services)
      .filter(([, { networks: own }]) => namesOf(own).includes(profile))
      .filter(([, { profiles }]) => profiles?.join() !== profile)
      .map(([name]) => lacking(FILE, `services.${name}.profiles: [${profile}]`)),
  );
  return [...brokers, ...placed, ...waiting, ...added];
}

function namesOf(networks: Container['networks']): readonly string[] {
  if (networks === undefined) return [];
  return Array.isArray(networks) ? (networks as readonly string[]) : Object.keys(networks);
}
