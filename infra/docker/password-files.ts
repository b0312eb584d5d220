import type { Credentials, Site } from '../local/credentials.ts';

/** A file in the volume of a site, readable by root and one group. */
export interface PasswordFile {
  readonly name: string;
  readonly text: string;
  readonly group: number;
}

/** The group that a container has to be in to read a password, as docker-compose.yml names it. */
const GROUPS = { feed: 2001, instruments: 2001, api: 2002, bridge: 2003, gateway: 2004 } as const;

/** Which services a site has, each with a password of its own. */
const SERVICES = {
  onprem: ['feed', 'instruments', 'api', 'gateway', 'bridge'],
  cloud: ['api', 'gateway', 'bridge'],
} as const satisfies Record<Site, readonly (keyof typeof GROUPS)[]>;

/** Users whose passwords only the brokers have: `reader` is for clients that are no service; they dial with the other two. */
const OF_THE_BROKERS = ['reader', 'leaf', 'route'] as const;

/** What a site gets: its services their own password each, its brokers all that they check or dial with. */
export function passwordFiles(site: Site, credentials: Credentials): readonly PasswordFile[] {
  return [
    ...SERVICES[site].map((user) => ({ name: user, text: `${credentials[user]}\n`, group: GROUPS[user] })),
    { name: 'brokers.env', text: brokersEnv(site, credentials), group: 0 },
  ];
}

/** As `infra/nats/broker.sh` reads it. */
export function brokersEnv(site: Site, credentials: Credentials): string {
  return [...SERVICES[site], ...OF_THE_BROKERS]
    .map((user) => `${user.toUpperCase()}_PASSWORD=${credentials[user]}\n`)
    .join('');
}
