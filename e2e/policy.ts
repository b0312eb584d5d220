import { join, resolve } from 'node:path';
import { listOf, mapOf, readBrokerConfig, textOf, type Value } from '../infra/topology/read-broker-config.ts';
import { WITH_EDGE } from '../infra/topology/topology.ts';
import { linkUsers } from '../infra/topology/users.ts';

const CONFIGS = resolve(import.meta.dirname, '../infra/nats');

/** A user of a site's brokers, and what the brokers' configuration lets it do. Subjects as they are written there, wildcards included. */
export interface Identity {
  readonly site: string;
  readonly user: string;
  readonly account: string;
  readonly publish: Rules;
  readonly subscribe: Rules;
  /** The subjects under which the account imports services: who asks there is answered by another account, through a reply of the brokers' own. */
  readonly services: readonly string[];
}

export interface Rules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** Every user of a site, out of the configuration that its brokers run with. */
export function identitiesOf(site: string, configs = CONFIGS): readonly Identity[] {
  const { accounts } = readBrokerConfig(join(configs, site, 'site.conf'));
  return Object.entries(mapOf(accounts)).flatMap(([account, content]) => {
    const { users, imports } = mapOf(content);
    const services = listOf(imports).flatMap((item) => {
      const { service, to } = mapOf(item);
      return service === undefined ? [] : [textOf(to ?? mapOf(service)['subject'])];
    });
    return listOf(users).map((item) => {
      const { user, permissions } = mapOf(item);
      const { publish, subscribe } = mapOf(permissions);
      return {
        site,
        account,
        user: textOf(user),
        publish: rulesOf(publish),
        subscribe: rulesOf(subscribe),
        services,
      };
    });
  });
}

/** The users of a site that clients can be: the password of a link's user opens no connection of a client. */
export function clientsOf(site: string): readonly Identity[] {
  const links = linkUsers(WITH_EDGE, site);
  return identitiesOf(site).filter(({ user }) => !links.includes(user));
}

/** What an identity can ask for: the services that its account imports, and what it may publish that is a request. */
export function requestsOf({ publish, services }: Identity): readonly string[] {
  const asked = services.filter((subject) => publish.allow.some((allowed) => overlaps(allowed, subject)));
  return [...new Set([...asked, ...publish.allow.filter((subject) => subject.startsWith('$JS.API.'))])];
}

/** Whether rules allow everything that a subject may stand for. */
export function allows({ allow, deny }: Rules, subject: string): boolean {
  return allow.some((pattern) => covers(pattern, subject)) && !deny.some((pattern) => covers(pattern, subject));
}

export function covers(pattern: string, subject: string): boolean {
  const [wanted, given] = [pattern.split('.'), subject.split('.')];
  if (wanted.at(-1) === '>') {
    return (
      given.length >= wanted.length && wanted.slice(0, -1).every((token, i) => token === '*' || token === given[i])
    );
  }
  return (
    given.length === wanted.length &&
    wanted.every((token, i) => token === given[i] || (token === '*' && given[i] !== '>'))
  );
}

/** Whether there is a subject that both stand for. */
function overlaps(a: string, b: string): boolean {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    if (left[i] === '>' || right[i] === '>') return true;
    if (left[i] !== right[i] && left[i] !== '*' && right[i] !== '*') return false;
  }
  return true;
}

/** The table of `docs/security.md`. */
export function policyTable(): string {
  const rows = WITH_EDGE.sites.flatMap(({ name: site }) =>
    identitiesOf(site).map((identity) => [
      site,
      code([identity.user]),
      identity.account,
      code(identity.publish.allow) +
        (identity.publish.deny.length > 0 ? `; but not ${code(identity.publish.deny)}` : ''),
      code(identity.services),
      code(identity.subscribe.allow),
    ]),
  );
  const head = ['site', 'user', 'account', 'may publish', 'requests that are imported', 'may subscribe to'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code(subjects: readonly string[]): string {
  return subjects.map((subject) => `\`${subject}\``).join(', ');
}

function rulesOf(value: Value | undefined): Rules {
  if (value === undefined || typeof value === 'string' || Array.isArray(value))
    return { allow: textsOf(value), deny: [] };
  const { allow, deny } = mapOf(value);
  return { allow: textsOf(allow), deny: textsOf(deny) };
}

function textsOf(value: Value | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : listOf(value).map(textOf);
}
