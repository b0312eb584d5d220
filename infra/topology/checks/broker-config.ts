import { linkUsers, operatorUsers, serviceUsers } from '../users.ts';
import type { Topology } from '../topology.ts';
import { lacking, type Problem } from './lacking.ts';

/**
 * What the brokers' configuration of each site lacks: the users of the services that can run there and of the sites that dial in, and whom it dials.
 * `read` gives the text of a file of the repository with what it includes, `null` where there is none.
 */
export function brokerConfigProblems(read: (path: string) => string | null, topology: Topology): Problem[] {
  return topology.sites.flatMap(({ name, dials }) => {
    const file = `infra/nats/${name}/site.conf`;
    const text = read(file);
    if (text === null) return [lacking(file, 'everything')];
    const operators = operatorUsers(topology, name);
    const users = [...serviceUsers(topology, name), ...operators, ...linkUsers(topology, name), 'reader'];
    return [
      ...users
        .filter((user) => !new RegExp(`\\buser: ${user}\\b`).test(text))
        .map((user) => lacking(file, `accounts: { user: ${user} }`)),
      ...(dials === null || /remotes:\s*\[/.test(text) ? [] : [lacking(file, 'leafnodes: remotes')]),
    ];
  });
}
