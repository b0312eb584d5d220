import { join, resolve } from 'node:path';
import { INSTRUMENTS_PATH } from '@quotebridge/feed/prepare';
import { bucketsText } from '../topology/buckets.ts';
import { copiesIn } from '../topology/declarations.ts';
import type { Service } from '../topology/services.ts';
import { userVariables } from '../topology/users.ts';
import { otherPlacementsOf, placementsOf, TOPOLOGY, type Placement, type Topology } from '../topology/topology.ts';
import type { Credentials } from './credentials.ts';
import { actingSettings } from './operator.ts';
import type { NeededPort } from './ports.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What runs one instance of a service, or stands in for one in development. */
export interface ServicePlan {
  readonly name: string;
  /** As the topology calls it; its own name where the topology has no such service. */
  readonly service: string;
  /** Whether it runs from the start: what can be moved has instances at both sites. */
  readonly starts: boolean;
  /** Undefined for what stands between the sites and the public. */
  readonly site?: string;
  /** What runs it, from the root of the repository. */
  readonly entry: string;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/** How far the services that move have come: 0 all on-prem, 1 at both sites with all traffic on-prem, 2 in the cloud. */
export type Stage = 0 | 1 | 2;

/** What of the demo may be chosen when it runs as processes of this machine. */
export interface PlanOptions {
  /** Per site. */
  readonly brokers: 1 | 3;
  readonly gateways: number;
  readonly stage: Stage;
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
  /** Whether the console runs: it watches both sites for the board. */
  readonly console: boolean;
}

export interface TopologyInput {
  readonly options: PlanOptions;
  /** `nats://host:port` of each broker of a site. */
  readonly urlsOf: (site: string) => readonly string[];
  /** The brokers of a site, with their ports for monitoring. */
  readonly brokersOf: (site: string) => readonly { readonly name: string; readonly monitorPort: number }[];
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
  const plans = instances.map(({ service, site, name, port, starts }): ServicePlan => {
    const { entry = `services/${service.name}/main.ts` } = service;
    const env = { ...service.env, ...settingsOf[service.name]?.(input, instances) };
    const brokersAt = site ?? service.brokersAt;
    const nats =
      service.users.length > 0 && brokersAt !== undefined
        ? natsSettings(service, urlsOf(brokersAt), (user) => credentials.passwordOf(brokersAt, user))
        : {};
    const plan = { name, service: service.name, starts, entry, flags: service.flags, port };
    if (site === null) return { ...plan, env: { ...nats, ...env } };
    return { ...plan, site, env: { SITE: site, ...nats, ...env } };
  });
  if (options.dev) {
    const frontDoor = instances.find(({ service }) => service.name === 'front-door');
    // Takes the public port, and passes on to the front door what is not the board.
    const env = { FRONT_DOOR: addressOf(frontDoor?.port ?? options.port) };
    plans.push({
      name: 'vite',
      service: 'vite',
      starts: true,
      entry: 'infra/demo/vite-dev.ts',
      port: options.port,
      env,
    });
  }
  return plans;
}

function natsSettings(
  service: Service,
  urls: readonly string[],
  passwordOf: (user: string) => string,
): Record<string, string> {
  const users = service.users.flatMap((user) => {
    const variables = userVariables(service, user);
    return [
      [variables.user, user],
      [variables.password, passwordOf(user)],
    ];
  });
  return { NATS_URL: urls.join(','), ...Object.fromEntries(users) };
}

/** The console is no part of the topology: it runs beside a demo, also where that runs in containers. */
const CONSOLE: Service = {
  name: 'console',
  runsAt: 'public',
  movesTo: [],
  users: [],
  passwordGroup: null,
  env: {},
  flags: [],
};

/** One process of a service. */
interface Instance extends Placement {
  readonly port: number;
  readonly starts: boolean;
  /** Whether it is at a site where it runs when nothing was moved. */
  readonly isAtHome: boolean;
}

/** Internal ports of services come after those of the brokers. */
const SERVICES_FROM = 40;

function instancesOf(
  options: Pick<PlanOptions, 'basePort' | 'port' | 'gateways' | 'stage' | 'dev' | 'console'>,
  declared: Topology,
): Instance[] {
  const topology = options.console ? { ...declared, services: [...declared.services, CONSOLE] } : declared;
  const { stage, gateways, dev, port } = options;
  let next = options.basePort + SERVICES_FROM;
  const home = placementsOf(topology).map((placement) => {
    const moves = placement.service.movesTo.length > 0;
    return { ...placement, isAtHome: true, starts: !moves || stage > 0 };
  });
  const others = otherPlacementsOf(topology).map((placement) => ({
    ...placement,
    isAtHome: false,
    starts: stage < 2,
  }));
  return [...home, ...others].flatMap((placement) => {
    const isPublic = placement.service.name === 'front-door' && !dev;
    const count = placement.service.name === 'gateway' ? gateways : 1;
    return Array.from({ length: count }, (_, index) => ({
      ...placement,
      name: index === 0 ? placement.name : `${placement.name}-${index + 1}`,
      port: isPublic ? port : next++,
    }));
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
    BRIDGES_FILE: resolve(ROOT, credentials.topology.bridges),
    BUCKETS: bucketsText(credentials.topology.buckets),
  }),
  feed: ({ options }) => feedSettings(options),
  console: ({ options, credentials, brokersOf }, instances) => ({
    ...actingSettings(options.data),
    INSTANCES: [
      ...instances
        .filter(({ service }) => service !== CONSOLE)
        .map(({ site, service, name, port }) => `${site ?? 'public'}/${service.name}/${name}@${addressOf(port)}`),
      ...credentials.topology.sites.flatMap(({ name: site }) =>
        brokersOf(site).map(({ name, monitorPort }) => `${site}/broker/${name}@${addressOf(monitorPort)}`),
      ),
    ].join(','),
    LINK: quotesLink(credentials.topology),
  }),
  'front-door': ({ staticDir, options }, instances) => ({
    ...upstreamsOf(instances, options.stage),
    ...consoleOf(instances),
    STATIC_DIR: staticDir,
  }),
};

/** From where to where the console accounts for quotes: along the first bridge that copies them. */
function quotesLink(topology: Topology): string {
  const bridge = copiesIn(topology).find(({ stream }) => stream === 'QUOTES');
  if (bridge === undefined) throw new Error('no bridge of the topology copies the stream of quotes');
  return `${bridge.from}>${bridge.to}`;
}

function consoleOf(instances: readonly Instance[]): Record<string, string> {
  const found = instances.find(({ service }) => service === CONSOLE);
  return found === undefined ? {} : { CONSOLE_URL: addressOf(found.port) };
}

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

/** The front door's variables: the sites at which public services can run, their addresses there, and the weights of the stage. */
function upstreamsOf(instances: readonly Instance[], stage: Stage): Record<string, string> {
  const published = instances.filter(({ service }) => service.name === 'api' || service.name === 'gateway');
  const bySite = Map.groupBy(published, ({ site }) => site ?? '');
  const variables = [...bySite].flatMap(([site, here]) => [
    ...[...Map.groupBy(here, ({ service }) => service.name)].map(([name, all]): [string, string] => [
      variableOf(`${name}_URL`, site),
      all.map(({ port }) => addressOf(port)).join(','),
    ]),
    [variableOf('WEIGHT', site), String(weightOf(here, stage))],
  ]);
  return { SITES: [...bySite.keys()].join(','), ...Object.fromEntries(variables) };
}

/** Traffic goes where the stage has it: where services run when nothing was moved, or to the other sites. */
function weightOf(here: readonly Instance[], stage: Stage): number {
  return here.some(({ isAtHome }) => isAtHome === (stage === 2)) ? 100 : 0;
}

function variableOf(prefix: string, site: string): string {
  return `${prefix}_${site}`.toUpperCase().replaceAll('-', '_');
}

/** Every port that has to be free, with the option that moves it. `brokers`: the ports of the brokers. */
export function neededPorts(
  options: Pick<PlanOptions, 'port' | 'basePort' | 'gateways' | 'stage' | 'dev' | 'console'>,
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
