/** A service of the demo: a folder in services/, an image, a base manifest in infra/k8s/base. */
export interface Service {
  readonly name: string;
  /** The sites at which it runs when nothing was moved: some, every one, or `public` for what stands between the sites and the clients. */
  readonly runsAt: readonly string[] | 'every-site' | 'public';
  /** The user of the brokers that it is; `null` for one that does not connect to them. */
  readonly user: string | null;
  /** Environment that it has in every way of running, beside what `siteSettings` and `serviceSettings` name. */
  readonly env: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags: readonly string[];
}

/** What both of those that clients reach have. */
const PUBLISHED = {
  runsAt: ['cloud'],
  // A core subscription beside the stream (docs/adr/0004). The front door says whose request it passes on.
  env: { FRESH: 'on', TRUSTED_PROXIES: '1' },
} as const;

export const SERVICES: readonly Service[] = [
  { name: 'bridge', runsAt: 'every-site', user: 'bridge', env: {}, flags: [] },
  { name: 'feed', runsAt: ['onprem'], user: 'feed', env: {}, flags: [] },
  { ...PUBLISHED, name: 'api', user: 'api', flags: [] },
  {
    ...PUBLISHED,
    name: 'gateway',
    user: 'gateway',
    // A gateway has one core: other threads would collect its garbage on that core, too, while it waits for them. And a small
    // young generation takes less memory and no more time (docs/adr/0014).
    flags: ['--single-threaded-gc', '--max-semi-space-size=2'],
  },
  { name: 'front-door', runsAt: 'public', user: null, env: {}, flags: [] },
];
