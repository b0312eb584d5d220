import { join } from 'node:path';
import { INSTRUMENTS_PATH } from '../../services/feed/sources/prepare.ts';
import type { Credentials } from './credentials.ts';
import type { Options } from './options.ts';
import type { NeededPort } from './ports.ts';

type Site = 'onprem' | 'cloud';

export interface ServicePlan {
  readonly name: string;
  /** Undefined for what stands between the sites and the public. */
  readonly site?: Site;
  /** What runs it, from the root of the repository. */
  readonly entry: string;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A gateway has one core: other threads would collect its garbage on that core, too, while it waits for them. And a small
 * young generation takes less memory and no more time (docs/adr/0014).
 */
const GATEWAY_FLAGS = ['--single-threaded-gc', '--max-semi-space-size=2'];

export interface TopologyInput {
  readonly options: Pick<
    Options,
    | 'brokers'
    | 'gateways'
    | 'sources'
    | 'file'
    | 'badLines'
    | 'once'
    | 'speed'
    | 'rate'
    | 'symbols'
    | 'port'
    | 'basePort'
    | 'data'
    | 'dev'
  >;
  readonly urls: Readonly<Record<Site, readonly string[]>>;
  readonly credentials: Pick<Credentials, 'feed' | 'reader' | 'bridge' | 'sys'>;
  readonly staticDir: string;
}

const SERVICES_FROM = 40;

const FIRST_OF_MORE_GATEWAYS = 12;

/** The internal ports of the services, of which `frontDoor` is only used in development. */
function servicePorts(basePort: number, gateways: number) {
  const first = basePort + SERVICES_FROM;
  return {
    bridgeOnprem: first,
    bridgeCloud: first + 1,
    feed: first + 2,
    api: first + 3,
    gateway: first + 4,
    frontDoor: first + 5,
    /** Of the gateways after the first. */
    moreGateways: Array.from({ length: gateways - 1 }, (_, index) => first + FIRST_OF_MORE_GATEWAYS + index),
  };
}

/** Where the prices that come with the demo are written to. */
export function replayFile(data: string): string {
  return join(data, 'replay.csv');
}

/** Which services run, at which site and port, with which environment. */
export function planServices({ options, urls, credentials, staticDir }: TopologyInput): ServicePlan[] {
  const { brokers, gateways, basePort } = options;
  const nats = (site: Site, user: 'feed' | 'reader' | 'bridge'): Record<string, string> => ({
    SITE: site,
    NATS_URL: urls[site].join(','),
    NATS_USER: user,
    NATS_PASSWORD: credentials[user],
  });
  const bridge = (site: Site): Record<string, string> => ({
    ...nats(site, 'bridge'),
    NATS_SYS_USER: 'sys',
    NATS_SYS_PASSWORD: credentials.sys,
    REPLICAS: String(brokers),
  });
  const reader = { ...nats('cloud', 'reader'), FRESH: 'on' };

  const ports = servicePorts(basePort, gateways);
  const gatewayPorts = [ports.gateway, ...ports.moreGateways];
  const internal = (port: number): string => `http://127.0.0.1:${port}`;
  const frontDoorPort = options.dev ? ports.frontDoor : options.port;
  const services: ServicePlan[] = [
    {
      name: 'bridge-onprem',
      site: 'onprem',
      entry: 'services/bridge/main.ts',
      port: ports.bridgeOnprem,
      env: bridge('onprem'),
    },
    {
      name: 'bridge-cloud',
      site: 'cloud',
      entry: 'services/bridge/main.ts',
      port: ports.bridgeCloud,
      env: bridge('cloud'),
    },
    {
      name: 'feed',
      site: 'onprem',
      entry: 'services/feed/main.ts',
      port: ports.feed,
      env: { ...nats('onprem', 'feed'), ...feedSettings(options) },
    },
    {
      name: 'api',
      site: 'cloud',
      entry: 'services/api/main.ts',
      port: ports.api,
      // The front door tells who asks.
      env: { ...reader, TRUSTED_PROXIES: '1' },
    },
    ...gatewayPorts.map((port, index): ServicePlan => ({
      name: index === 0 ? 'gateway' : `gateway-${index + 1}`,
      site: 'cloud',
      entry: 'services/gateway/main.ts',
      port,
      flags: GATEWAY_FLAGS,
      env: { ...reader, TRUSTED_PROXIES: '1' },
    })),
    {
      name: 'front-door',
      entry: 'services/front-door/main.ts',
      port: frontDoorPort,
      env: {
        SITES: 'cloud',
        API_URL_CLOUD: internal(ports.api),
        GATEWAY_URL_CLOUD: gatewayPorts.map(internal).join(','),
        STATIC_DIR: staticDir,
      },
    },
  ];
  if (options.dev) {
    // Takes the public port, and passes on to the front door what is not the board.
    const env = { FRONT_DOOR: internal(frontDoorPort) };
    services.push({ name: 'vite', entry: 'infra/local/vite-dev.ts', port: options.port, env });
  }
  return services;
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
    // It was before anything started; a feed that died is to be back at once.
    FEED_CHECK: 'off',
    FEED_SYMBOLS: String(symbols),
    FEED_RATE: String(rate),
  };
}

/** Every port that has to be free, brokers' ports given, and the option that moves it. */
export function neededPorts(
  { port, basePort, gateways, dev }: Pick<Options, 'port' | 'basePort' | 'gateways' | 'dev'>,
  brokers: readonly number[],
): NeededPort[] {
  const { frontDoor, moreGateways, ...others } = servicePorts(basePort, gateways);
  const services = [...Object.values(others), ...moreGateways, ...(dev ? [frontDoor] : [])];
  const option = '--base-port';
  return [
    { port, purpose: 'the board', option: '--port' },
    ...brokers.map((broker) => ({ port: broker, purpose: 'the brokers', option })),
    ...services.map((service) => ({ port: service, purpose: 'the services', option })),
  ];
}
