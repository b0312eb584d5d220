import { connectingServices } from '../topology/users.ts';
import type { Credentials } from '../local/credentials.ts';

/** A file in the volume of a site, readable by root and one group. */
export interface PasswordFile {
  readonly name: string;
  readonly text: string;
  readonly group: number;
}

/** What a site gets: its services their own password each, its brokers all that they check or dial with. */
export function passwordFiles(site: string, credentials: Credentials): readonly PasswordFile[] {
  return [
    ...connectingServices(credentials.topology, site).flatMap(({ users, passwordGroup }) =>
      // The group that may read it, by its number in docker-compose.yml.
      users.map((name) => ({
        name,
        text: `${credentials.passwordOf(site, name)}\n`,
        group: passwordGroup ?? 0,
      })),
    ),
    { name: 'brokers.env', text: brokersEnv(site, credentials), group: 0 },
  ];
}

/** As `infra/nats/broker.sh` reads it. */
export function brokersEnv(site: string, credentials: Credentials): string {
  return Object.entries(credentials.brokerEnvironment(site))
    .map(([variable, password]) => `${variable}=${password}\n`)
    .join('');
}
