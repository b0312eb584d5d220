import { join } from 'node:path';
import { lines, run } from '../kind/run.ts';
import { otherPlacementsOf, placementsOf, siteNamed, TOPOLOGY } from '../topology/topology.ts';
import { passwordVariable } from '../topology/users.ts';
import { asDriver } from './command.ts';
import { DriverError, type SiteDriver } from '@quotebridge/migrator/driver';
import { KeptOpen } from './kept-open.ts';
import { startRelay, type Relay, type RelayTarget } from './relay.ts';

const SERVICE_PORT = 8080;
const BROKER_PORT = 4222;
const READY_WITHIN_S = 120;
const SERVICE_LABEL = 'com.docker.compose.service';

export interface ComposeOptions {
  /** The folder with `docker-compose.yml`. */
  readonly folder: string;
  /** The project's name. */
  readonly project: string;
}

/** Runs services at the sites of a compose project that is up. This machine runs `docker compose`: no container gets the engine's socket. */
export function composeDriver({ folder, project }: ComposeOptions): SiteDriver {
  const docker = (args: readonly string[], signal?: AbortSignal) =>
    asDriver(run('docker', args, { detached: true, ...(signal && { signal }) }));
  const compose = (args: readonly string[], signal: AbortSignal) => {
    const file = ['--project-directory', folder, '--file', join(folder, 'docker-compose.yml')];
    return docker(['compose', '--project-name', project, ...file, ...args], signal);
  };
  /** The ids of running containers whose service has one of these names. */
  const containersOf = async (isOne: (service: string) => boolean, ...filters: readonly string[]) => {
    const format = ['--format', `{{.ID}} {{.Label "${SERVICE_LABEL}"}}`];
    const ofProject = ['--filter', `label=com.docker.compose.project=${project}`];
    const found = lines(await docker(['ps', ...ofProject, ...filters, ...format]));
    return found.flatMap((line) => {
      const [id = '', service = ''] = line.split(' ');
      return isOne(service) ? [id] : [];
    });
  };
  const inspect = async (id: string, format: string) => (await docker(['inspect', '--format', format, id])).trim();

  const relays = new KeptOpen<Relay>();
  const through = async (target: RelayTarget, key: string): Promise<string> =>
    (await relays.get(key, () => asDriver(startRelay(target)))).address;

  const published = async (id: string): Promise<string> => {
    const [address = ''] = lines(await docker(['port', id, `${SERVICE_PORT}/tcp`]));
    // Published at every address of this machine, so also at this one.
    return `http://${address.replace(/^(0\.0\.0\.0|\[::\])/, '127.0.0.1')}`;
  };
  return {
    way: 'compose',
    async instances(site, service) {
      const isOne = namedLike(site, service);
      const [wanted, ready] = await Promise.all([
        containersOf(isOne),
        containersOf(isOne, '--filter', 'health=healthy'),
      ]);
      return { wanted: wanted.length, ready: ready.length };
    },
    async scale(site, service, instances, signal) {
      signal.throwIfAborted();
      const name = nameOf(site, service);
      const wait = instances > 0 ? ['--wait', '--wait-timeout', String(READY_WITHIN_S)] : [];
      const as = ['--detach', '--no-deps', '--no-recreate', '--no-build', ...wait];
      await compose(['up', ...as, '--scale', `${name}=${instances}`, name], signal);
    },
    async brokers(site, user = 'migrator') {
      siteNamed(TOPOLOGY, site);
      const isBroker = new RegExp(`^${site}-(\\d|light)$`);
      const [broker] = await containersOf((service) => isBroker.test(service));
      if (broker === undefined)
        throw new DriverError(
          `the compose project ${project} runs no broker at ${site}; start it with: npm run compose:up`,
        );
      const print = `. /run/credentials/brokers.env && printf %s "$${passwordVariable(user)}"`;
      const password = await docker(['exec', broker, 'sh', '-c', print]);
      const target = { network: `${project}_${site}`, host: `brokers.${site}`, port: BROKER_PORT };
      return { servers: [`nats://${await through(target, `brokers ${site}`)}`], user, password };
    },
    async urls(site, service) {
      const ids = await containersOf(namedLike(site, service));
      if (site === 'public') return Promise.all(ids.map(published));
      const network = `${project}_${site}`;
      const urls = ids.map(async (id) => {
        const host = await inspect(id, `{{with index .NetworkSettings.Networks "${network}"}}{{.IPAddress}}{{end}}`);
        // One that is just being started has none yet.
        if (host === '') return [];
        return [`http://${await through({ network, host, port: SERVICE_PORT }, `${id} ${host}`)}`];
      });
      return (await Promise.all(urls)).flat();
    },
    [Symbol.asyncDispose]: () => relays[Symbol.asyncDispose](),
  };
}

/** The service of docker-compose.yml that is a service at a site. */
function nameOf(site: string, service: string): string {
  const found = [...placementsOf(TOPOLOGY), ...otherPlacementsOf(TOPOLOGY)].find(
    (placement) => (placement.site ?? 'public') === site && placement.service.name === service,
  );
  if (found === undefined) throw new DriverError(`${service} cannot run at the site ${site}`);
  return found.name;
}

/** In the profile `light`, what runs at every site has another name. */
function namedLike(site: string, service: string): (name: string) => boolean {
  const name = nameOf(site, service);
  return (one) => one === name || one === `${name}-light`;
}
