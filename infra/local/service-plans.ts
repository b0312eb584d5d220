import { join } from 'node:path';
import { INSTRUMENTS_PATH } from '@quotebridge/feed/prepare';
import { bridgesText } from '../topology/bridges.ts';
import { userVariables } from '../topology/users.ts';
import { placementsOf, TOPOLOGY, type Placement, type Topology } from '../topology/topology.ts';
import type { Credentials } from './credentials.ts';
import type { NeededPort } from './ports.ts';

/** What runs one service, or stands in for one in development. */
export interface ServicePlan {
  readonly name: string;
  /** Undefined for what stands between the sites and the public. */
  readonly site?: string;
  /** What runs it, from the root of the repository. */
  readonly entry: string;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/** What of the demo may be chosen when it runs as processes of this machine. */
export interface PlanOptions {
  /** Per site. */
  readonly brokers: 1 | 3;
  readonly gateways: number;
  readonly sources: readonly ('replay' | 'simulated')[];
  /** A CSV of the user's own, in place of the prices that the demo ships with. */
  readonly file: string | undefined;
  readonly badLines: 'refuse' | 'skip';
  /** End with the file rather than begin it again. */
  readonly once: boolean;
  /** How many times faster than recorded to replay. */
  readonly speed: number;
  /** Simulated quotes per second and symbol. */
  readonly rate: number;
  readonly symbols: number;
  /** The public one. */
  readonly port: number;
  /** The first of the internal ports. */
  readonly basePort: number;
  /** The data directory. */
  readonly data: string;
  readonly dev: boolean;
}

export interface TopologyInput {
  readonly options: PlanOptions;
  /** `nats://host:port` of each broker of a site. */
  readonly urlsOf: (site: string) => readonly string[];
  readonly credentials: Pick<Credentials, 'topology' | 'passwordOf'>;
  readonly staticDir: string;
}

/** Where the prices that come with the demo are written to. */
export function replayFile(data: string): string {
  return join(data, 'replay.csv');
}

/** Which services run, at which site and port, with which environment. */
export function planServices(input: TopologyInput): ServicePlan[] {
  const { options, urlsOf, credentials } = input;
  const instances = instancesOf(options, credentials.topology);
  const plans = instances.map(({ service, site, name, port }): ServicePlan => {
    const { entry = `services/${service.name}/main.ts` } = service;
    const env = { ...service.env, ...settingsOf[service.name]?.(input, instances) };
    if (site === null) return { name, entry, flags: service.flags, port, env };
    const nats = service.users.length > 0 && {
      NATS_URL: urlsOf(site).join(','),
      ...Object.fromEntries(
        service.users.flatMap((user) => {
          const variables = userVariables(service, user);
          return [
            [variables.user, user],
            [variables.password, credentials.passwordOf(site, user)],
          ];
        }),
      ),
    };
    return { name, site, entry, flags: service.flags, port, env: { SITE: site, ...nats, ...env } };
  });
  if (options.dev) {
    const [frontDoor] = instances.filter(({ site }) => site === null);
    // Takes the public port, and passes on to the front door what is not the board.
    const env = { FRONT_DOOR: addressOf(frontDoor?.port ?? options.port) };
    plans.push({ name: 'vite', entry: 'infra/demo/vite-dev.ts', port: options.port, env });
  }
  return plans;
}

/** One process of a service. */
interface Instance extends Placement {
  readonly port: number;
}

/** Internal ports of services come after those of the brokers. */
const SERVICES_FROM = 40;

function instancesOf(
  options: Pick<PlanOptions, 'basePort' | 'port' | 'gateways' | 'dev'>,
  topology: Topology,
): Instance[] {
  let next = options.basePort + SERVICES_FROM;
  const placed = placementsOf(topology).flatMap((placement) => {
    const count = placement.service.name === 'gateway' ? options.gateways : 1;
    return Array.from({ length: count }, (_, index) => ({
      ...placement,
      name: index === 0 ? placement.name : `${placement.name}-${index + 1}`,
    }));
  });
  return placed.map((placement) => {
    const isPublic = placement.site === null && !options.dev;
    return { ...placement, port: isPublic ? options.port : next++ };
  });
}

function addressOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

type Settings = (input: TopologyInput, instances: readonly Instance[]) => Record<string, string>;

/** What a service is given beside the topology's environment when it runs as a process of this machine. */
const settingsOf: Readonly<Record<string, Settings>> = {
  auditor: ({ options }) => ({ REPLICAS: String(options.brokers) }),
  bridge: ({ options, credentials }) => ({
    REPLICAS: String(options.brokers),
    BRIDGES: bridgesText(credentials.topology.bridges),
  }),
  feed: ({ options }) => feedSettings(options),
  'front-door': ({ staticDir }, instances) => ({ ...upstreamsOf(instances), STATIC_DIR: staticDir }),
};

function feedSettings(options: TopologyInput['options']): Record<string, string> {
  const { sources, file, badLines, once, speed, rate, symbols, data } = options;
  return {
    FEED_SOURCE: sources.join(','),
    FEED_FILE: sources.includes('replay') ? (file ?? replayFile(data)) : '',
    FEED_INSTRUMENTS: sources.includes('replay') && file === undefined ? INSTRUMENTS_PATH : '',
    FEED_SPEED: String(speed),
    FEED_LOOP: once ? 'off' : 'on',
    FEED_BAD_LINES: badLines,
    // The file was checked before anything started; a feed that died must restart quickly.
    FEED_CHECK: 'off',
    FEED_SYMBOLS: String(symbols),
    FEED_RATE: String(rate),
  };
}

/** The front door's variables: the sites that have something for clients, and the addresses of each service there. */
function upstreamsOf(instances: readonly Instance[]): Record<string, string> {
  const published = instances.filter(({ service }) => service.name === 'api' || service.name === 'gateway');
  const bySite = Map.groupBy(published, ({ site }) => site ?? '');
  const variables = [...bySite].flatMap(([site, here]) =>
    [...Map.groupBy(here, ({ service }) => service.name)].map(([name, all]): [string, string] => [
      `${name}_URL_${site}`.toUpperCase().replaceAll('-', '_'),
      all.map(({ port }) => addressOf(port)).join(','),
    ]),
  );
  return { SITES: [...bySite.keys()].join(','), ...Object.fromEntries(variables) };
}

/** Every port that has to be free, with the option that moves it. `brokers`: the ports of the brokers. */
export function neededPorts(
  options: Pick<PlanOptions, 'port' | 'basePort' | 'gateways' | 'dev'>,
  brokers: readonly number[],
  topology: Topology = TOPOLOGY,
): NeededPort[] {
  const services = instancesOf(options, topology).map(({ port }) => port);
  const option = '--base-port';
  return [
    { port: options.port, purpose: 'the board', option: '--port' },
    ...brokers.map((port) => ({ port, purpose: 'the brokers', option })),
    ...services.filter((port) => port !== options.port).map((port) => ({ port, purpose: 'the services', option })),
  ];
}
