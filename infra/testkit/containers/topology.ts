import { randomUUID } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Network, type StartedNetwork, type StartedTestContainer } from 'testcontainers';
import { generateCredentials } from '../../local/credentials.ts';
import { siteOf, TOPOLOGY } from '../../topology/topology.ts';
import type { Site } from '../../topology/sites.ts';
import { allOf } from './all-of.ts';
import { startBrokerContainer, type ContainerBroker } from './broker.ts';
import { createToxicWanProxy, type ToxicWanProxy } from './wan-proxy.ts';
import { readDefinitions, type Definition } from './definitions.ts';
import { buildImages } from './images.ts';
import { SERVICE_PORT, serviceOf, startServiceContainer } from './service.ts';
import { ownNetworkName, sweep } from './sweep.ts';

const LEAF_PORT = 7422;
const FRONT_DOOR = 'front-door';
/** A tenth of a second apart: longer than a broker takes to start, shorter than a test. */
const CONNECT_ATTEMPTS = 300;

export interface ContainerTopologyOptions {
  /** Brokers per site. Default 1. */
  readonly brokers?: 1 | 3;
  /** Simulated instruments. Default 20. */
  readonly symbols?: number;
  /** Quotes a second of each. Default 10. */
  readonly rate?: number;
}

/** Both sites in containers, as `docker-compose.yml` defines them, with a cable between them that can be spoilt. */
export interface ContainerTopology extends AsyncDisposable {
  /** The front door. */
  readonly url: string;
  readonly sites: {
    at(site: string): { readonly brokers: readonly ContainerBroker[] };
    /** That of the first site that dials. */
    readonly cable: ToxicWanProxy;
  };
  /** Connects to a site's brokers as one of their users. */
  connect(site: string, user: string): Promise<NatsConnection>;
}

export async function startContainerTopology(options: ContainerTopologyOptions = {}): Promise<ContainerTopology> {
  const { brokers = 1, symbols = 20, rate = 10 } = options;
  await sweep();
  const definitions = await readDefinitions(brokers === 3 ? 'full' : 'light');
  const services = [...definitions].filter(([, { build, scale }]) => build !== undefined && scale !== 0);
  const credentials = generateCredentials();
  await using stack = new AsyncDisposableStack();
  const images = stack.use(await buildImages([...new Set(services.map(([, definition]) => serviceOf(definition)))]));
  const lay = async () => stack.use(await new Network({ nextUuid: () => ownNetworkName(randomUUID()) }).start());
  const networks: Record<string, StartedNetwork> = {};
  for (const name of [...TOPOLOGY.sites.map((site) => site.name), 'public']) networks[name] = await lay();
  const networkOf = (name: string) => {
    const network = networks[name];
    if (network === undefined) throw new Error(`there is no network ${name}`);
    return network;
  };

  const cables = new Map<string, ToxicWanProxy>();
  for (const { name, dials } of TOPOLOGY.sites) {
    if (dials === null) continue;
    const upstream = `brokers.${dials.site}:${LEAF_PORT}`;
    cables.set(name, stack.use(await createToxicWanProxy(networkOf(name), networkOf(dials.site), upstream)));
  }
  const [cable] = cables.values();
  if (cable === undefined) throw new Error('no site of the topology dials another');
  const startSite = async ({ name: site }: Site) => {
    const starting = brokersOf(site, definitions).map(async (definition) => {
      const own = cables.get(site);
      // It takes the place of the WAN: leaf ports are on the network of the site that is dialled.
      const link =
        own === undefined
          ? { LEAF_HOST: definition.environment['HOST'] ?? '' }
          : { LEAF_HOSTS: own.host, LEAF_PORT: String(own.port) };
      const environment = { ...definition.environment, ...link };
      return stack.use(
        await startBrokerContainer({
          definition,
          environment,
          site,
          network: networkOf(site),
          credentials,
        }),
      );
    });
    return [site, { brokers: await allOf(starting) }] as const;
  };
  const started = new Map(await allOf(TOPOLOGY.sites.map(startSite)));
  const at = (site: string) => {
    const found = started.get(site);
    if (found === undefined) throw new Error(`there is no site ${site}`);
    return found;
  };

  const market = { FEED_SOURCE: 'simulated', FEED_SYMBOLS: String(symbols), FEED_RATE: String(rate) };
  const start = async ([name, definition]: readonly [string, Definition]): Promise<StartedTestContainer> => {
    // Services at another site do not run here, so their names can't be resolved.
    const upstreams = { SITES: siteOf(TOPOLOGY, 'gateway') };
    const more = name === 'feed' ? market : name === FRONT_DOOR ? upstreams : {};
    const environment = { ...definition.environment, ...more };
    return stack.use(await startServiceContainer({ name, definition, environment, images, networks, credentials }));
  };
  // The front door last: it is ready when those behind it are.
  await allOf(services.filter(([name]) => name !== FRONT_DOOR).map(start));
  const [frontDoor] = await allOf(services.filter(([name]) => name === FRONT_DOOR).map(start));
  if (frontDoor === undefined) throw new Error(`docker-compose.yml has no ${FRONT_DOOR}`);

  const running = stack.move();
  return {
    url: `http://${frontDoor.getHost()}:${frontDoor.getMappedPort(SERVICE_PORT)}`,
    sites: { at, cable },
    async connect(site, user) {
      return connect({
        servers: await Promise.all(at(site).brokers.map((broker) => broker.address())),
        user,
        pass: credentials.passwordOf(site, user),
        inboxPrefix: `_INBOX_${user}`,
        // A broker that was just started again is not there yet.
        waitOnFirstConnect: true,
        maxReconnectAttempts: CONNECT_ATTEMPTS,
        reconnectTimeWait: 100,
      });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What runs a site's brokers: it alone has a cluster's layout in its environment. */
function brokersOf(site: string, definitions: ReadonlyMap<string, Definition>): Definition[] {
  return [...definitions.values()].filter(
    ({ environment }) => environment['LAYOUT'] !== undefined && environment['SITE'] === site,
  );
}
