import type { Topology } from '../topology/topology.ts';
import { serviceUsers } from '../topology/users.ts';
import type { Service } from '../local/services.ts';

interface TableSite {
  readonly site: string;
  readonly urls: readonly string[];
  readonly brokers: readonly { readonly name: string; readonly monitorPort: number }[];
}

export interface TableInput {
  readonly topology: Topology;
  readonly url: string;
  readonly sites: readonly TableSite[];
  readonly services: readonly Pick<Service, 'name' | 'url'>[];
  /** The data directory. */
  readonly data: string;
  /** The commands find this one by themselves; any other has to be named. */
  readonly defaultData: string;
  /** What the board asks for before it acts. */
  readonly operatorToken: string;
  /** The site without traffic, to which services can move. */
  readonly idleSite: string;
}

/** Where everything is, the board first, and how to move and break it. */
export function addressTable({
  topology,
  url,
  sites,
  services,
  data,
  defaultData,
  operatorToken,
  idleSite,
}: TableInput): string {
  const rows: [string, string][] = [
    ['Board', url],
    ['API', `${url}/v1/quotes`],
    ['Gateway', `${url.replace(/^http/, 'ws')}/socket.io`],
    ...sites.map(({ site, urls }): [string, string] => [
      `NATS ${site}`,
      `${urls.join(' ')}  users ${[...serviceUsers(topology, site), 'reader'].join(', ')}`,
    ]),
    // A user may subscribe to no other inbox than its own, and reach JetStream under no other prefix. `reader` makes no consumers.
    [
      'NATS clients',
      `user reader, inbox prefix _INBOX_reader, JetStream API prefix site.API (direct gets; see docs/security.md)`,
    ],
    ['Operator token', operatorToken],
    ['Passwords', `${data}/credentials.json`],
    ...sites
      .flatMap(({ brokers }) => brokers)
      .map(({ name, monitorPort }): [string, string] => [`Monitor ${name}`, `http://127.0.0.1:${monitorPort}`]),
    ...services.map((service): [string, string] => [`Metrics ${service.name}`, `${service.url}/metrics`]),
    ['Data, kept', data],
    ['Logs', `${data}/logs`],
  ];
  const where = data === defaultData ? '' : ` --data ${data}`;
  const width = Math.max(...rows.map(([what]) => what.length));
  return [
    ...rows.map(([what, value]) => `  ${what.padEnd(width)}  ${value}`),
    '',
    `  Move it:   npm run migrate -- api,gateway --to ${idleSite}${where}`,
    `  Break it:  npm run cable -- cut${where}`,
    `  Fix it:    npm run cable -- restore${where}`,
    '  Stop it:   Ctrl-C',
  ].join('\n');
}
