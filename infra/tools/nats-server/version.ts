import { execa } from 'execa';
import { SourceError } from './source.ts';

export const NEEDED = '2.15.3';
const ANSWERS_WITHIN_MS = 5_000;

/** Resolves if the binary at `path` is a nats-server that is new enough. */
export async function checkVersion(path: string): Promise<void> {
  const { stdout, failed } = await execa(path, ['--version'], { reject: false, timeout: ANSWERS_WITHIN_MS });
  const version = parseVersion(stdout ?? '');
  if (failed || version === undefined) throw new SourceError(`${path} is not a nats-server that runs`);
  if (!isNewEnough(version)) throw new SourceError(`${path} is ${version}, older than ${NEEDED}`);
}

/** Reads `nats-server: v2.15.3`, as `nats-server --version` says it. */
export function parseVersion(output: string): string | undefined {
  return /^nats-server: v(\d+\.\d+\.\d+(?:-\S+)?)$/m.exec(output)?.[1];
}

/** A pre-release of the needed version comes before it. */
export function isNewEnough(version: string): boolean {
  const [numbers = '', prerelease] = version.split(/-(.*)/);
  const order = numbers.localeCompare(NEEDED, 'en', { numeric: true });
  return order > 0 || (order === 0 && prerelease === undefined);
}
