import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

/** A container of a project, and where it is on each of its networks. */
export interface ProjectContainer {
  readonly id: string;
  readonly service: string;
  readonly addresses: ReadonlyMap<string, string>;
}

/** `docker-compose.yml` run as a user runs it, under a name and on a port of its own. */
export interface ComposeProject {
  readonly url: string;
  compose(...args: string[]): Promise<string>;
  npm(script: string): Promise<string>;
  containers(): Promise<readonly ProjectContainer[]>;
  /** Whatever the engine still has of it: containers, networks, volumes. */
  leftovers(): Promise<readonly string[]>;
}

export function composeProject(name: string, port: number): ComposeProject {
  const env = { ...process.env, COMPOSE_PROJECT_NAME: name, QUOTEBRIDGE_PORT: String(port) };
  const call = async (command: string, args: readonly string[]) =>
    (await run(command, args, { cwd: ROOT, env, maxBuffer: 16 * 1024 * 1024 })).stdout;
  const ids = async (...list: string[]) =>
    (await call('docker', [...list, '--quiet', '--filter', `label=com.docker.compose.project=${name}`]))
      .split('\n')
      .filter(Boolean);
  return {
    url: `http://127.0.0.1:${port}`,
    compose: (...args) => call('docker', ['compose', ...args]),
    npm: (script) => call('npm', ['run', '--silent', script]),
    async containers() {
      const inspected = JSON.parse(await call('docker', ['inspect', ...(await ids('ps'))])) as Inspected[];
      return inspected.map(({ Id, Config, NetworkSettings }) => ({
        id: Id,
        service: Config.Labels['com.docker.compose.service'] ?? '',
        addresses: new Map(
          Object.entries(NetworkSettings.Networks).map(([network, { IPAddress }]) => [
            network.slice(name.length + 1),
            IPAddress,
          ]),
        ),
      }));
    },
    leftovers: async () => (await Promise.all([ids('ps', '--all'), ids('network', 'ls'), ids('volume', 'ls')])).flat(),
  };
}

/** The part that is used of what the engine tells of a container. */
interface Inspected {
  readonly Id: string;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}
