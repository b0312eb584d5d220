import type { Credentials } from '../local/credentials.ts';

export type Site = 'onprem' | 'cloud';

/** A file in the volume of a site, readable by root and one group. */
export interface PasswordFile {
  readonly name: string;
  readonly text: string;
  readonly group: number;
}

/** The group that a container has to be in to read a password, as docker-compose.yml names it. */
const GROUPS = { feed: 2001, reader: 2002, bridge: 2003, sys: 2003 } as const;

/** Whose passwords a site's services have. Its brokers check them, and have two of their own to dial with. */
const USERS = {
  onprem: ['feed', 'reader', 'bridge', 'sys'],
  cloud: ['reader', 'bridge', 'sys'],
} as const satisfies Record<Site, readonly (keyof typeof GROUPS)[]>;

/** Sites share no password but that of the link between them: the one dials with it, the other checks it. */
export function joinSites(onprem: Credentials, cloud: Credentials): Readonly<Record<Site, Credentials>> {
  return { onprem, cloud: { ...cloud, leaf: onprem.leaf } };
}

/** What a site gets: its services their own password each, its brokers all that they check or dial with. */
export function passwordFiles(site: Site, credentials: Credentials): readonly PasswordFile[] {
  const users = USERS[site];
  return [
    ...users.map((user) => ({ name: user, text: `${credentials[user]}\n`, group: GROUPS[user] })),
    { name: 'brokers.env', text: brokersEnv(site, credentials), group: 0 },
  ];
}

/** As `infra/nats/broker.sh` reads it. */
export function brokersEnv(site: Site, credentials: Credentials): string {
  return [...USERS[site], 'leaf' as const, 'route' as const]
    .map((user) => `${user.toUpperCase()}_PASSWORD=${credentials[user]}\n`)
    .join('');
}
