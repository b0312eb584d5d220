import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** What `docker-compose.yml` says of a container, as far as it is used here. */
export interface Definition {
  readonly image: string;
  readonly entrypoint: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly networks: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>;
  readonly cap_add?: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  /** Bytes. */
  readonly mem_limit: string;
  readonly cpus: number;
  /** How many are started at first; 1 if it is not given. */
  readonly scale?: number;
  /** Files of this machine, and where the container has them. */
  readonly files: readonly { readonly source: string; readonly target: string }[];
  readonly build?: { readonly args: { readonly SERVICE: string } };
}

/** The containers of a profile by name, every anchor and variable resolved by compose itself. */
export async function readDefinitions(profile: 'full' | 'light'): Promise<ReadonlyMap<string, Definition>> {
  const args = ['compose', '--profile', profile, 'config', '--format', 'json'];
  const { stdout } = await promisify(execFile)('docker', args, { cwd: ROOT });
  const { services, configs } = JSON.parse(stdout) as {
    services: Record<string, Definition & { configs?: { source: string; target: string }[] | null }>;
    configs: Record<string, { file: string }>;
  };
  return new Map(
    Object.entries(services).map(([name, service]) => {
      const files = (service.configs ?? []).map(({ source, target }) => {
        const config = configs[source];
        if (config === undefined) throw new Error(`docker-compose.yml has no config ${source}`);
        return { source: config.file, target };
      });
      return [name, { ...service, environment: service.environment ?? {}, files }];
    }),
  );
}
