import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { createBroker } from './broker.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { createWanProxy } from './wan-proxy.ts';
import type { WanProxy } from './wan-proxy.ts';
import type { Credentials } from './credentials.ts';
import { pidDirectory } from './orphaned-brokers.ts';
import type { Site } from '../topology/sites.ts';
import { isDialled, siteNamed, TOPOLOGY, type Topology } from '../topology/topology.ts';

const CONFIGS = resolve(import.meta.dirname, '../nats');

export interface SitesOptions {
  /** Path of the `nats-server` to run. */
  readonly natsServer: string;
  /** Where the brokers keep their streams and logs. */
  readonly dataDir: string;
  /** Brokers per site. */
  readonly brokers: 1 | 3;
  /** When the brokers of a site that syncs before each ack sync instead: as the topology says, or every 2 minutes. */
  readonly sync: 'always' | '2m';
  /** The first of `brokerPorts`, or `free` for any that are free. */
  readonly basePort: number | 'free';
  /** Those of the topology whose sites are started. */
  readonly credentials: Credentials;
  /** The folder with a folder of broker configuration for each site. Default `infra/nats`. */
  readonly configs?: string;
  /** Called when a broker ended by itself or cannot store; it is started again, or restarted once there is room. */
  readonly notify?: (sentence: string) => void;
}

/** The brokers of one site. */
interface SiteBrokers {
  readonly site: string;
  readonly brokers: readonly Broker[];
  /** `nats://host:port` of each. */
  readonly urls: readonly string[];
}

/** Every site's brokers, and a WAN proxy for each site that dials another. */
export interface Sites extends AsyncDisposable {
  readonly all: readonly SiteBrokers[];
  /** Throws `TopologyError` when there is no such site. */
  at(site: string): SiteBrokers;
  /** The WAN proxy through which a site dials, by the site's name. */
  readonly cables: ReadonlyMap<string, WanProxy>;
  /** That of the first site that dials. */
  readonly cable: WanProxy;
}

/** Where a broker of that name keeps its streams. */
export function brokerStore(dataDir: string, broker: string): string {
  return join(dataDir, 'brokers', broker);
}

/** Every port that `startSites` listens on with this base. */
export function brokerPorts(options: { brokers: 1 | 3; basePort: number; topology?: Topology }): number[] {
  const count = portCount(options.topology ?? TOPOLOGY, options.brokers);
  return Array.from({ length: count }, (_, index) => options.basePort + index);
}

/** A broker's ports: for clients, for monitoring, for leaf links where others dial in, for its cluster where it has one. */
function portCount(topology: Topology, brokers: 1 | 3): number {
  return topology.sites.reduce((sum, { name, dials }) => {
    const each = 2 + (isDialled(topology, name) ? 1 : 0) + (brokers === 3 ? 1 : 0);
    return sum + brokers * each + (dials === null ? 0 : 1);
  }, 0);
}

/** Starts the brokers of all sites with the configurations of `infra/nats`, the links between them through WAN proxies. */
export async function startSites(options: SitesOptions): Promise<Sites> {
  const { topology } = options.credentials;
  await using stack = new AsyncDisposableStack();
  const ports =
    options.basePort === 'free'
      ? await freePorts(portCount(topology, options.brokers))
      : brokerPorts({ brokers: options.brokers, basePort: options.basePort, topology });
  const take = () => {
    const port = ports.shift();
    if (port === undefined) throw new Error('portCount says fewer than the sites need');
    return port;
  };
  const plans = new Map(topology.sites.map(({ name }) => [name, planBrokers(name, options, take)]));
  await mkdir(join(options.dataDir, 'logs'), { recursive: true });
  await mkdir(pidDirectory(options.dataDir), { recursive: true });
  const cables = new Map<string, WanProxy>();
  for (const { name, dials } of topology.sites) {
    if (dials === null) continue;
    const targets = plans.get(dials.site)?.map((plan) => plan.leafPort) ?? [];
    cables.set(name, stack.use(await createWanProxy({ port: take(), targets })));
  }
  const inTurn = oneAtATime();
  const all = topology.sites.map((site) =>
    createSite(site, plans.get(site.name) ?? [], { ...options, inTurn }, cables.get(site.name)),
  );
  for (const site of all) for (const broker of site.brokers) stack.use(broker);
  await Promise.all(all.flatMap((site) => site.brokers).map((broker) => broker.start()));
  const [cable] = cables.values();
  if (cable === undefined) throw new Error('no site of the topology dials another');
  const running = stack.move();
  return {
    all,
    at(name) {
      siteNamed(topology, name);
      return all.find(({ site }) => site === name) as SiteBrokers;
    },
    cables,
    cable,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface BrokerPlan {
  name: string;
  clientPort: number;
  monitorPort: number;
  leafPort: number;
  clusterPort: number;
}

function planBrokers(site: string, options: SitesOptions, take: () => number): BrokerPlan[] {
  return Array.from({ length: options.brokers }, (_, index) => ({
    name: `${site}-${index + 1}`,
    clientPort: take(),
    monitorPort: take(),
    leafPort: isDialled(options.credentials.topology, site) ? take() : 0,
    clusterPort: options.brokers === 3 ? take() : 0,
  }));
}

function createSite(
  { name: site, dials, sync }: Site,
  plans: readonly BrokerPlan[],
  options: SitesOptions & Required<Pick<BrokerOptions, 'inTurn'>>,
  cable: WanProxy | undefined,
): SiteBrokers {
  const { credentials } = options;
  const routes = plans.map(
    (plan) => `"nats://route:${credentials.passwordOf(site, 'route')}@127.0.0.1:${plan.clusterPort}"`,
  );
  const dialled =
    dials === null
      ? ''
      : `"nats://${dials.user}:${credentials.passwordOf(dials.site, dials.user)}@127.0.0.1:${cable?.port}"`;
  const brokers = plans.map((plan) =>
    createBroker({
      ...plan,
      ...(options.notify === undefined ? {} : { notify: options.notify }),
      inTurn: options.inTurn,
      natsServer: options.natsServer,
      configFile: join(options.configs ?? CONFIGS, site, options.brokers === 3 ? 'clustered.conf' : 'single.conf'),
      logFile: join(options.dataDir, 'logs', `${plan.name}.log`),
      storeDir: brokerStore(options.dataDir, plan.name),
      pidFile: join(pidDirectory(options.dataDir), plan.name),
      env: {
        SITE: site,
        HOST: '127.0.0.1',
        SERVER_NAME: plan.name,
        CLIENT_PORT: String(plan.clientPort),
        MONITOR_ADDRESS: `"127.0.0.1:${plan.monitorPort}"`,
        STORE_DIR: JSON.stringify(brokerStore(options.dataDir, plan.name)),
        MAX_STORE: '4GB',
        // In quotes: bare, the brokers read `2m` as two million seconds.
        SYNC_INTERVAL: `"${sync === 'always' ? options.sync : sync}"`,
        LEAF_HOST: '127.0.0.1',
        LEAF_PORT: String(plan.leafPort),
        LEAF_URLS: `[${dialled}]`,
        CLUSTER_PORT: String(plan.clusterPort),
        CLUSTER_ROUTES: `[${routes.join(', ')}]`,
        ...credentials.brokerEnvironment(site),
      },
    }),
  );
  return { site, brokers, urls: plans.map((plan) => `nats://127.0.0.1:${plan.clientPort}`) };
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Runs what it is given one after the other, whether that fails or not. */
function oneAtATime(): (act: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const turn = last.then(act, act);
    last = turn.catch(() => undefined);
    return turn;
  };
}
