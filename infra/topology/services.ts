import { MOUNTED_BRIDGES_FILE } from './bridges.ts';
import { BUCKETS, bucketsText } from './buckets.ts';

/** A service of the demo: a folder in services/, an image, a base manifest in infra/k8s/base. */
export interface Service {
  readonly name: string;
  /** What runs it, from the root of the repository. Default `services/<name>/main.ts`. */
  readonly entry?: string;
  /** The sites at which it runs, where they are there and nothing was moved: some, every one, or `public` for what stands between the sites and the clients. */
  readonly runsAt: readonly string[] | 'every-site' | 'public';
  /** Other sites that it can be moved to. */
  readonly movesTo: readonly string[];
  /** The site whose brokers a service that runs at no site connects to. */
  readonly brokersAt?: string;
  /** The users of its site's brokers that it is: first the one of its own name (`NATS_USER`), then others (`NATS_INSTRUMENTS_USER`). */
  readonly users: readonly string[];
  /** The Unix group that in containers may read their passwords; `null` for a service without. */
  readonly passwordGroup: number | null;
  /** Environment that it has in every way of running, beside its address, its site and its brokers. */
  readonly env: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags: readonly string[];
}

/** The feed's account has the streams. The others import what they may ask of them under this prefix (`SITE_API` of the contracts). */
const IMPORTS = { NATS_API_PREFIX: 'site.API' };

/** Settings of both services that clients connect to. */
const PUBLISHED = {
  runsAt: ['cloud'],
  movesTo: ['onprem'],
  // A core subscription beside the stream (docs/adr/0004). The front door forwards the client's address.
  env: { ...IMPORTS, FRESH: 'on', TRUSTED_PROXIES: '1' },
} as const;

export const SERVICES: readonly Service[] = [
  {
    name: 'bridge',
    runsAt: 'every-site',
    movesTo: [],
    users: ['bridge'],
    passwordGroup: 2003,
    env: { ...IMPORTS, BRIDGES_FILE: MOUNTED_BRIDGES_FILE, BUCKETS: bucketsText(BUCKETS) },
    flags: [],
  },
  {
    name: 'feed',
    runsAt: ['onprem'],
    movesTo: [],
    users: ['feed', 'instruments'],
    passwordGroup: 2001,
    env: {},
    flags: [],
  },
  { ...PUBLISHED, name: 'api', users: ['api'], passwordGroup: 2002, flags: [] },
  {
    ...PUBLISHED,
    name: 'gateway',
    users: ['gateway', 'demand'],
    passwordGroup: 2004,
    // A gateway has one core: other threads would collect its garbage on that core, too, while it waits for them. And a small
    // young generation takes less memory and no more time (docs/adr/0014).
    flags: ['--single-threaded-gc', '--max-semi-space-size=2'],
  },
  {
    name: 'auditor',
    runsAt: 'every-site',
    movesTo: [],
    users: ['auditor'],
    passwordGroup: 2006,
    env: { ...IMPORTS },
    flags: [],
  },
  {
    name: 'refdata',
    runsAt: ['onprem'],
    movesTo: [],
    users: ['refdata'],
    passwordGroup: 2007,
    env: { ...IMPORTS },
    flags: [],
  },
  {
    name: 'venue',
    runsAt: ['edge'],
    movesTo: [],
    users: ['venue'],
    passwordGroup: 2008,
    env: {},
    flags: [],
  },
  {
    name: 'front-door',
    runsAt: 'public',
    movesTo: [],
    // For the weights.
    brokersAt: 'cloud',
    users: ['front-door'],
    passwordGroup: 2005,
    env: { ...IMPORTS },
    flags: [],
  },
];
