import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { createBroker } from './broker.ts';
import type { Broker } from './broker.ts';
import { layCable } from './cable.ts';
import type { Cable } from './cable.ts';
import type { SiteCredentials } from './credentials.ts';
import { pidDirectory } from './left-brokers.ts';

const CONFIGS = resolve(import.meta.dirname, '../nats');

export interface SitesOptions {
  /** Path of the `nats-server` to run. */
  readonly natsServer: string;
  /** Where the brokers keep their streams and logs. */
  readonly dataDir: string;
  /** Brokers per site. */
  readonly brokers: 1 | 3;
  /** How soon the on-prem brokers put what they stored on disk. */
  readonly sync: 'always' | '2m';
  /** The first of `brokerPorts`, or `free` for any that are free. */
  readonly basePort: number | 'free';
  readonly credentials: SiteCredentials;
  /** Told when a broker ended unasked; it is started again. */
  readonly notify?: (sentence: string) => void;
}

interface SiteBrokers {
  readonly site: 'onprem' | 'cloud';
  readonly brokers: readonly Broker[];
  /** `nats://host:port` of each. */
  readonly urls: readonly string[];
}

/** Two sites of brokers, and the cable between them. */
export interface Sites extends AsyncDisposable {
  readonly onprem: SiteBrokers;
  readonly cloud: SiteBrokers;
  readonly cable: Cable;
}

/** How many ports from the base up `startSites` uses. */
const PORTS = { 1: 6, 3: 22 } as const;

/** Every port that `startSites` listens on with this base. */
export function brokerPorts(options: { brokers: 1 | 3; basePort: number }): number[] {
  return Array.from({ length: PORTS[options.brokers] }, (_, index) => options.basePort + index);
}

/** Starts the brokers of both sites with the configurations of `infra/nats`, the link between them laid through a cable. */
export async function startSites(options: SitesOptions): Promise<Sites> {
  await using stack = new AsyncDisposableStack();
  const ports =
    options.basePort === 'free'
      ? await freePorts(PORTS[options.brokers])
      : brokerPorts({ brokers: options.brokers, basePort: options.basePort });
  const take = () => {
    const port = ports.shift();
    if (port === undefined) throw new Error('PORTS says fewer than the sites need');
    return port;
  };
  const cablePort = take();
  const cloud = planSite('cloud', options, take);
  const onprem = planSite('onprem', options, take);
  await mkdir(join(options.dataDir, 'logs'), { recursive: true });
  await mkdir(pidDirectory(options.dataDir), { recursive: true });
  const cable = stack.use(await layCable({ port: cablePort, targets: cloud.plans.map((plan) => plan.leafPort) }));
  const sites = { cloud: createSite(cloud, options, cablePort), onprem: createSite(onprem, options, cablePort) };
  for (const site of [sites.onprem, sites.cloud]) for (const broker of site.brokers) stack.use(broker);
  await Promise.all([...sites.cloud.brokers, ...sites.onprem.brokers].map((broker) => broker.start()));
  const running = stack.move();
  return { ...sites, cable, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

interface BrokerPlan {
  name: string;
  clientPort: number;
  monitorPort: number;
  leafPort: number;
  clusterPort: number;
}

function planSite(site: 'onprem' | 'cloud', options: SitesOptions, take: () => number) {
  const plans: BrokerPlan[] = [];
  for (let number = 1; number <= options.brokers; number += 1) {
    plans.push({
      name: `${site}-${number}`,
      clientPort: take(),
      monitorPort: take(),
      leafPort: site === 'cloud' ? take() : 0,
      clusterPort: options.brokers === 3 ? take() : 0,
    });
  }
  return { site, plans };
}

function createSite(
  { site, plans }: ReturnType<typeof planSite>,
  options: SitesOptions,
  cablePort: number,
): SiteBrokers {
  const credentials = options.credentials[site];
  const routes = plans.map((plan) => `"nats://route:${credentials.route}@127.0.0.1:${plan.clusterPort}"`);
  const brokers = plans.map((plan) =>
    createBroker({
      ...plan,
      ...(options.notify === undefined ? {} : { notify: options.notify }),
      natsServer: options.natsServer,
      configFile: join(CONFIGS, site, options.brokers === 3 ? 'clustered.conf' : 'single.conf'),
      logFile: join(options.dataDir, 'logs', `${plan.name}.log`),
      pidFile: join(pidDirectory(options.dataDir), plan.name),
      env: {
        SITE: site,
        HOST: '127.0.0.1',
        SERVER_NAME: plan.name,
        CLIENT_PORT: String(plan.clientPort),
        MONITOR_ADDRESS: `"127.0.0.1:${plan.monitorPort}"`,
        STORE_DIR: JSON.stringify(join(options.dataDir, 'brokers', plan.name)),
        MAX_STORE: '4GB',
        // In quotes: bare, the brokers read `2m` as two million seconds.
        SYNC_INTERVAL: `"${site === 'onprem' ? options.sync : '2m'}"`,
        LEAF_HOST: '127.0.0.1',
        LEAF_PORT: String(plan.leafPort),
        LEAF_URLS: `["nats://leaf:${credentials.leaf}@127.0.0.1:${cablePort}"]`,
        CLUSTER_PORT: String(plan.clusterPort),
        CLUSTER_ROUTES: `[${routes.join(', ')}]`,
        FEED_PASSWORD: credentials.feed,
        INSTRUMENTS_PASSWORD: credentials.instruments,
        API_PASSWORD: credentials.api,
        GATEWAY_PASSWORD: credentials.gateway,
        READER_PASSWORD: credentials.reader,
        BRIDGE_PASSWORD: credentials.bridge,
        LEAF_PASSWORD: credentials.leaf,
        ROUTE_PASSWORD: credentials.route,
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
