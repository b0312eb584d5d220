import { join } from 'node:path';
import type { Credentials } from './credentials.ts';
import { INTERNAL_PORTS, type Options } from './options.ts';

export type Site = 'onprem' | 'cloud';

export interface ServicePlan {
  readonly name: string;
  /** Undefined for what stands between the sites and the public. */
  readonly site?: Site;
  /** The folder in `services/` whose `main.ts` runs it. */
  readonly folder: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface TopologyInput {
  readonly options: Pick<
    Options,
    'brokers' | 'sources' | 'file' | 'speed' | 'rate' | 'symbols' | 'port' | 'basePort' | 'data' | 'dev'
  >;
  readonly urls: Readonly<Record<Site, readonly string[]>>;
  readonly credentials: Pick<Credentials, 'feed' | 'reader' | 'bridge' | 'sys'>;
  readonly staticDir: string;
}

const SERVICES_FROM = 40;

/** The port of the n-th service. */
function servicePort(basePort: number, n: number): number {
  if (n >= INTERNAL_PORTS - SERVICES_FROM) throw new RangeError(`there is no internal port for service ${n}`);
  return basePort + SERVICES_FROM + n;
}

/** Where the prices that come with the demo are written to. */
export function replayFile(data: string): string {
  return join(data, 'replay.csv');
}

/** Which services run, at which site and port, with which environment. */
export function planServices({ options, urls, credentials, staticDir }: TopologyInput): ServicePlan[] {
  const { brokers, basePort } = options;
  const nats = (site: Site, user: 'feed' | 'reader' | 'bridge'): Record<string, string> => ({
    SITE: site,
    NATS_URL: urls[site].join(','),
    NATS_USER: user,
    NATS_PASSWORD: credentials[user],
  });
  const bridge = (site: Site, remote: Site): Record<string, string> => ({
    ...nats(site, 'bridge'),
    NATS_SYS_USER: 'sys',
    NATS_SYS_PASSWORD: credentials.sys,
    REPLICAS: String(brokers),
    REMOTE_SITE: remote,
  });
  // Twice the bytes over the link: worth it where an election can silence a stream.
  const reader = { ...nats('cloud', 'reader'), FRESH: brokers === 3 ? 'on' : 'off' };

  const api = { name: 'api', site: 'cloud', folder: 'api', port: servicePort(basePort, 3), env: reader } as const;
  const gateway = { ...api, name: 'gateway', folder: 'gateway', port: servicePort(basePort, 4) } as const;
  return [
    {
      name: 'bridge-onprem',
      site: 'onprem',
      folder: 'bridge',
      port: servicePort(basePort, 0),
      env: bridge('onprem', 'cloud'),
    },
    {
      name: 'bridge-cloud',
      site: 'cloud',
      folder: 'bridge',
      port: servicePort(basePort, 1),
      env: bridge('cloud', 'onprem'),
    },
    {
      name: 'feed',
      site: 'onprem',
      folder: 'feed',
      port: servicePort(basePort, 2),
      env: { ...nats('onprem', 'feed'), ...feedSettings(options) },
    },
    api,
    gateway,
    {
      name: 'front-door',
      folder: 'front-door',
      port: frontDoorPort(options),
      env: {
        API_URL: `http://127.0.0.1:${api.port}`,
        GATEWAY_URL: `http://127.0.0.1:${gateway.port}`,
        STATIC_DIR: staticDir,
      },
    },
  ];
}

/** In development Vite has the public port, and passes on to the front door. */
function frontDoorPort({ port, basePort, dev }: TopologyInput['options']): number {
  return dev ? servicePort(basePort, 5) : port;
}

function feedSettings({ sources, file, speed, rate, symbols, data }: TopologyInput['options']): Record<string, string> {
  return {
    FEED_SOURCE: sources.join(','),
    FEED_FILE: sources.includes('replay') ? (file ?? replayFile(data)) : '',
    FEED_SPEED: String(speed),
    FEED_LOOP: 'on',
    FEED_SYMBOLS: String(symbols),
    FEED_RATE: String(rate),
  };
}
