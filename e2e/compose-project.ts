import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '..');

/** A container of a project, and where it is on each of its networks. */
export interface ProjectContainer {
  readonly id: string;
  readonly service: string;
  readonly addresses: ReadonlyMap<string, string>;
  readonly inspected: Inspected;
}

/** `docker-compose.yml` run as a user runs it, under a name and on a port of its own. */
export interface ComposeProject {
  readonly name: string;
  readonly url: string;
  compose(...args: string[]): Promise<string>;
  npm(script: string, ...args: string[]): Promise<string>;
  /** Runs a module of this folder within a container's network, and answers with what it prints. */
  within(container: string, module: string, args: readonly string[], input: string): Promise<string>;
  containers(): Promise<readonly ProjectContainer[]>;
  /** The container of a service, whether it runs or not. */
  container(service: string): Promise<ProjectContainer>;
  /** The relays of drivers on its networks. */
  relays(): Promise<readonly string[]>;
  /** Whatever the engine still has of it: containers, networks, volumes. */
  leftovers(): Promise<readonly string[]>;
}

/** `extra` is what else the files' variables are to be. */
export function composeProject(
  name: string,
  port: number,
  extra: Readonly<Record<string, string>> = {},
): ComposeProject {
  const env = { ...process.env, COMPOSE_PROJECT_NAME: name, QUOTEBRIDGE_PORT: String(port), ...extra };
  const call = async (command: string, args: readonly string[]) =>
    (await run(command, args, { cwd: ROOT, env, maxBuffer: 16 * 1024 * 1024 })).stdout;
  const ids = async (...list: string[]) =>
    (await call('docker', [...list, '--quiet', '--filter', `label=com.docker.compose.project=${name}`]))
      .split('\n')
      .filter(Boolean);
  const inspect = async (containers: readonly string[]): Promise<ProjectContainer[]> =>
    (JSON.parse(await call('docker', ['inspect', ...containers])) as Inspected[]).map((inspected) => ({
      id: inspected.Id,
      service: inspected.Config.Labels['com.docker.compose.service'] ?? '',
      addresses: new Map(
        Object.entries(inspected.NetworkSettings.Networks).map(([network, { IPAddress }]) => [
          network.slice(name.length + 1),
          IPAddress,
        ]),
      ),
      inspected,
    }));
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    compose: (...args) => call('docker', ['compose', ...args]),
    npm: (script, ...args) => call('npm', ['run', '--silent', script, ...args]),
    async within(container, module, args, input) {
      const network = ['--interactive', '--network', `container:${container}`, '--label', 'quotebridge.probe=reach'];
      const command = ['node:24-slim', 'node', `/quotebridge/e2e/${module}`, ...args];
      const running = run('docker', ['run', '--rm', ...network, '--volume', `${ROOT}:/quotebridge:ro`, ...command]);
      running.child.stdin?.end(input);
      return (await running).stdout;
    },
    containers: async () => inspect(await ids('ps')),
    async container(service) {
      const found = (await inspect(await ids('ps', '--all'))).find((container) => container.service === service);
      if (found === undefined) throw new Error(`${name} has no container of ${service}`);
      return found;
    },
    async relays() {
      const networks = ['onprem', 'cloud', 'public'].flatMap((network) => ['--filter', `network=${name}_${network}`]);
      const listed = await call('docker', [
        'ps',
        '--all',
        '--quiet',
        '--filter',
        'label=quotebridge.relay',
        ...networks,
      ]);
      return listed.split('\n').filter(Boolean);
    },
    leftovers: async () => (await Promise.all([ids('ps', '--all'), ids('network', 'ls'), ids('volume', 'ls')])).flat(),
  };
}

/** The part that is used of the engine's description of a container. */
interface Inspected {
  readonly Id: string;
  readonly Config: {
    readonly Labels: Readonly<Record<string, string>>;
    readonly User: string;
    readonly Env: readonly string[];
  };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Memory: number;
    readonly NanoCpus: number;
    readonly PidsLimit: number | null;
    readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> };
    readonly RestartPolicy: { readonly Name: string };
  };
  readonly State: {
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}
