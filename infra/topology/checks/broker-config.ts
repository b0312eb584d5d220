import type { Topology } from '../topology.ts';
import { lacking, type Problem } from './lacking.ts';

/** What the brokers' configuration of each site lacks: the users of the services that run there, and the link. */
export function brokerConfigProblems(read: (path: string) => string | null, topology: Topology): Problem[] {
  return topology.sites.flatMap((site) => {
    const file = `infra/nats/${site.name}/site.conf`;
    const text = read(file);
    if (text === null) return [lacking(file, 'everything')];
    const users = topology.services.flatMap(({ user, runsAt }) => {
      const here = runsAt === 'every-site' || (runsAt !== 'public' && runsAt.includes(site.name));
      return here && user !== null ? [user] : [];
    });
    const dialled = topology.sites.some(({ dials }) => dials === site.name);
    return [
      ...users.filter((user) => !hasUser(text, user)).map((user) => lacking(file, `user: ${user}`)),
      ...(site.dials === null || /remotes:\s*\[/.test(text) ? [] : [lacking(file, 'leafnodes.remotes')]),
      ...(!dialled || hasUser(text, 'leaf') ? [] : [lacking(file, 'user: leaf')]),
    ];
  });
}

function hasUser(text: string, user: string): boolean {
  return new RegExp(`\\buser: ${user}\\b`).test(text);
}
