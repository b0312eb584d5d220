import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { brokerPorts, brokerStore, startSites } from '../local/brokers.ts';
import type { Sites } from '../local/brokers.ts';
import { generateCredentials } from '../local/credentials.ts';
import type { Credentials } from '../local/credentials.ts';
import { findNatsServer } from './nats-server.ts';
import { serveControl } from '../local/control.ts';
import { loadOperatorToken } from '../local/operator.ts';
import { createService } from '../local/services.ts';
import type { Service } from '../local/services.ts';
import pRetry from 'p-retry';
import { freePort } from '../local/ports.ts';
import { TOPOLOGY } from '../topology/topology.ts';
import type { Topology as Declared } from '../topology/topology.ts';
import type { SmallDisk } from './small-disk.ts';
import { neededPorts, planServices, type ServicePlan } from '../local/service-plans.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface TopologyOptions {
  /** Brokers per site. Default 1. */
  readonly brokers?: 1 | 3;
  /** Gateways behind the front door. Default 1. */
  readonly gateways?: number;
  /** Where API and gateway run at the start. Default 2: in the cloud. Their instances at the other site can be started by `restart`. */
  readonly stage?: 0 | 1 | 2;
  /** Simulated instruments. Default 20. */
  readonly symbols?: number;
  /** Quotes a second of each. Default 10. */
  readonly rate?: number;
  /** How soon the on-prem brokers put on disk what they acknowledge. Default `always`. */
  readonly sync?: 'always' | '2m';
  /** How long a service may take to end before it is killed, in milliseconds. Default as with `npm start`. */
  readonly stopWithin?: number;
  /** Whether the console runs. Default false: the board works without it. */
  readonly console?: boolean;
  /** What a service gets in its environment beside what is planned for it. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What to start. Default: the demo's sites and services. */
  readonly topology?: Declared;
  /** Small disks for the named brokers. */
  readonly disks?: Readonly<Record<string, SmallDisk>>;
  /** Called when a broker ended by itself or cannot store. If given, brokers are started again as with `npm start`. */
  readonly notify?: (sentence: string) => void;
  /** Broker configurations of the sites, where they are others than those in `infra/nats`. */
  readonly configs?: string;
}

/** Every site with every service, as `npm start` runs them, on ports of their own. */
export interface Topology extends AsyncDisposable {
  /** The front door. */
  readonly url: string;
  readonly sites: Sites;
  /** Where brokers and services keep what they store, and their logs. */
  readonly data: string;
  /** The passwords of the brokers' users. */
  readonly credentials: Credentials;
  /** Those that run, and those that could. */
  readonly services: readonly Service[];
  /** By the name that `npm start` gives it. */
  service(name: string): Service;
  /** Starts another instance beside the service of that name; the caller ends it. It need not be ready: a second feed stands by. */
  another(name: string): Promise<Service>;
  /** Connects to a site's brokers as one of their users. */
  connect(site: string, user: string): Promise<NatsConnection>;
}

export async function startTopology(options: TopologyOptions = {}): Promise<Topology> {
  const { brokers = 1, gateways = 1, stage = 2, symbols = 20, rate = 10, sync = 'always' } = options;
  const { env: extra = {}, topology = TOPOLOGY, console = false } = options;
  await using stack = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), 'quotebridge-'));
  stack.defer(() => rm(data, { recursive: true, force: true }));
  for (const [broker, disk] of Object.entries(options.disks ?? {})) {
    stack.use(await disk.mountAt(brokerStore(data, broker)));
  }
  const basePort = await freeBase(brokers, gateways, topology);
  const credentials = generateCredentials(topology);
  const sites = stack.use(
    await startSites({
      natsServer: findNatsServer(),
      dataDir: data,
      brokers,
      sync,
      basePort,
      credentials,
      ...(options.configs !== undefined && { configs: options.configs }),
      ...(options.notify !== undefined && { notify: options.notify }),
    }),
  );
  if (console) await loadOperatorToken(data);
  const plans = planServices({
    options: {
      brokers,
      gateways,
      stage,
      sources: ['simulated'],
      file: undefined,
      badLines: 'refuse',
      once: false,
      speed: 1,
      rate,
      symbols,
      port: basePort + FRONT_DOOR,
      basePort,
      data,
      dev: false,
      console,
    },
    urlsOf: (site) => sites.at(site).urls,
    brokersOf: (site) => sites.at(site).brokers,
    credentials,
    staticDir: join(ROOT, 'frontend/dist'),
  });
  const services = new Map<string, Service>();
  if (console) {
    const all = sites.all.flatMap((site) => site.brokers);
    const brokerUrls = Object.fromEntries(sites.all.map(({ site, urls }) => [site, urls]));
    const running = () => [...services.values()];
    stack.use(await serveControl(data, { cable: sites.cable, brokers: all, brokerUrls, services: running }));
  }
  const create = (plan: ServicePlan): Service =>
    createService({
      ...plan,
      ...(options.stopWithin !== undefined && { stopWithin: options.stopWithin }),
      env: { ...plan.env, ...extra[plan.name] },
      entry: join(ROOT, plan.entry),
      log: join(data, 'logs', `${plan.name}.log`),
      supervise: true,
    });
  stack.defer(async () => {
    await Promise.all([...services.values()].map((service) => service[Symbol.asyncDispose]()));
  });
  await Promise.all(
    plans.map(async (plan) => {
      const service = create(plan);
      services.set(plan.name, service);
      if (plan.starts) await service.restart();
    }),
  );
  const service = (name: string) => {
    const found = services.get(name);
    if (found === undefined) throw new Error(`no service ${name} runs`);
    return found;
  };
  const running = stack.move();
  return {
    url: service('front-door').url,
    sites,
    data,
    credentials,
    services: [...services.values()],
    service,
    async another(name) {
      const plan = plans.find((candidate) => candidate.name === name);
      if (plan === undefined) throw new Error(`no service ${name} is planned`);
      const added = create({ ...plan, name: `${name}-another`, port: await freePort() });
      // Rejects when it has not become ready in time, which a standby does not.
      added.restart().catch(() => undefined);
      await pRetry(async () => (await fetch(`${added.url}/healthz`)).body?.cancel(), {
        retries: 200,
        factor: 1,
        minTimeout: 50,
      });
      return added;
    },
    connect: (site, user) =>
      connect({
        servers: [...sites.at(site).urls],
        user,
        pass: credentials.passwordOf(site, user),
        inboxPrefix: `_INBOX_${user}`,
        maxReconnectAttempts: -1,
        // A busy machine may exceed the brokers' time for credentials, which is no reason to give up.
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: 100,
      }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Where the front door stands, from the base port. */
const FRONT_DOOR = 79;
const FIRST = 20_000;
const LAST = 31_000;
const STEP = 80;

/** A base from which every port that a topology needs is free. */
export async function freeBase(brokers: 1 | 3 = 1, gateways = 1, topology: Declared = TOPOLOGY): Promise<number> {
  const blocks = Math.floor((LAST - FIRST) / STEP);
  for (let attempt = 0; attempt < blocks; attempt += 1) {
    const basePort = FIRST + STEP * Math.floor(Math.random() * blocks);
    const needed = neededPorts(
      { port: basePort + FRONT_DOOR, basePort, gateways, stage: 2, dev: false, console: true },
      brokerPorts({ brokers, basePort, topology }),
      topology,
    );
    const free = await Promise.all(needed.map(({ port }) => isFree(port)));
    if (free.every(Boolean)) return basePort;
  }
  throw new Error(`no ${STEP} free ports in a row from ${FIRST} to ${LAST}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    if (server.listening) await once(server.close(), 'close');
  }
}
