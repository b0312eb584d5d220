import { join } from 'node:path';
import { CommandError, lines, run } from '../kind/run.ts';
import { otherPlacementsOf, placementsOf, siteNamed, TOPOLOGY } from '../topology/topology.ts';
import { DriverError, type SiteDriver } from './driver.ts';
import { startRelay, type Relay, type RelayTarget } from './relay.ts';

const SERVICE_PORT = 8080;
const BROKER_PORT = 4222;
const READY_WITHIN_S = 120;

export interface ComposeOptions {
  /** The folder with `docker-compose.yml`. */
  readonly folder: string;
  /** Added to this process's environment, such as `COMPOSE_PROJECT_NAME`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs services at the sites of a compose project that is up. This machine runs `docker compose`: no container gets the engine's socket. */
export async function composeDriver({ folder, env = {} }: ComposeOptions): Promise<SiteDriver> {
  const docker = async (args: readonly string[], signal?: AbortSignal) => {
    try {
      return await run('docker', args, { env, ...(signal && { signal }) });
    } catch (error) {
      if (error instanceof CommandError) throw new DriverError(error.message, { cause: error });
      throw error;
    }
  };
  const compose = (args: readonly string[], signal?: AbortSignal) => {
    const project = ['--project-directory', folder, '--file', join(folder, 'docker-compose.yml')];
    return docker(['compose', ...project, ...args], signal);
  };
  const { name: project } = JSON.parse(await compose(['config', '--format', 'json'])) as { readonly name: string };
  const listContainers = async (...options: readonly string[]) =>
    lines(await docker(['ps', '--filter', `label=com.docker.compose.project=${project}`, ...options]));
  const containersOf = (site: string, service: string, ...options: readonly string[]) =>
    listContainers('--quiet', '--filter', `label=com.docker.compose.service=${nameOf(site, service)}`, ...options);

  const relays = new Map<string, Promise<Relay>>();
  const through = async (key: string, target: RelayTarget): Promise<string> => {
    let relay = relays.get(key);
    if (relay === undefined) {
      relay = startRelay(target);
      relays.set(key, relay);
      relay.catch(() => relays.delete(key));
    }
    return (await relay).address;
  };
  return {
    way: 'compose',
    async instances(site, service) {
      const [wanted, ready] = await Promise.all([
        containersOf(site, service),
        containersOf(site, service, '--filter', 'health=healthy'),
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
    async brokers(site) {
      siteNamed(TOPOLOGY, site);
      const found = await listContainers('--format', '{{.ID}} {{.Label "com.docker.compose.service"}}');
      const isBroker = new RegExp(`^${site}-(\\d|light)$`);
      const [broker] = found.map((line) => line.split(' ')).filter(([, service = '']) => isBroker.test(service));
      if (broker === undefined) throw new DriverError(`the compose project ${project} runs no broker at ${site}`);
      const print = '. /run/credentials/brokers.env && printf %s "$MIGRATOR_PASSWORD"';
      const password = await docker(['exec', broker[0] ?? '', 'sh', '-c', print]);
      const target = { network: `${project}_${site}`, host: `brokers.${site}`, port: BROKER_PORT };
      return { servers: [`nats://${await through(`brokers ${site}`, target)}`], user: 'migrator', password };
    },
    async urls(site, service) {
      const network = `${project}_public`;
      const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`;
      const ids = await containersOf(site, service);
      return Promise.all(
        ids.map(async (id) => {
          const host = (await docker(['inspect', '--format', format, id])).trim();
          return `http://${await through(`${id} ${host}`, { network, host, port: SERVICE_PORT })}`;
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      // One that did not start has nothing to end.
      await Promise.all(
        [...relays.values()].map((one) =>
          one.then(
            (started) => started[Symbol.asyncDispose](),
            () => undefined,
          ),
        ),
      );
    },
  };
}

/** The service of docker-compose.yml that is a service at a site. */
function nameOf(site: string, service: string): string {
  const found = [...placementsOf(TOPOLOGY), ...otherPlacementsOf(TOPOLOGY)].find(
    (placement) => placement.site === site && placement.service.name === service,
  );
  if (found === undefined) throw new DriverError(`${service} cannot run at the site ${site}`);
  return found.name;
}
