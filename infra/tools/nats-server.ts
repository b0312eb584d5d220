import { join } from 'node:path';
import { fromCache } from './nats-server/cache.ts';
import { fromEnvironment } from './nats-server/environment.ts';
import { fromGo } from './nats-server/go.ts';
import { fromPath } from './nats-server/path.ts';
import { fromRelease, RELEASES } from './nats-server/release.ts';
import { NEEDED } from './nats-server/version.ts';
import type { Way, Ways } from './nats-server/ways.ts';

const WAYS: readonly (readonly [name: string, way: Way])[] = [
  ['NATS_SERVER', fromEnvironment],
  ['PATH', fromPath],
  ['cache', fromCache],
  ['release', fromRelease],
  ['go install', fromGo],
];

export class NatsServerError extends Error {
  override readonly name = 'NatsServerError';
}

/** What this machine offers. */
export function waysOfThisMachine(root: string, report: (line: string) => void, signal?: AbortSignal): Ways {
  return {
    env: process.env,
    cacheDir: join(root, '.cache', 'bin'),
    releases: RELEASES,
    patience: 8_000,
    go: 'go',
    platform: process.platform,
    arch: process.arch,
    report,
    ...(signal && { signal }),
  };
}

/**
 * The path of a nats-server that is new enough. Ways are tried from the nearest to the farthest; each refusal is
 * reported in a line.
 */
export async function obtainNatsServer(ways: Ways): Promise<string> {
  const refusals: string[] = [];
  for (const [name, way] of WAYS) {
    try {
      return await way(ways);
    } catch (error) {
      ways.signal?.throwIfAborted();
      const refusal = `${name}: ${error instanceof Error ? error.message : String(error)}`;
      ways.report(refusal);
      refusals.push(refusal);
    }
  }
  throw new NatsServerError(
    [
      `No nats-server ${NEEDED} or newer could be had:`,
      ...refusals.map((refusal) => `  - ${refusal}`),
      `Install it from https://github.com/nats-io/nats-server/releases (or install Go) and run again,`,
      `or set NATS_SERVER to the path of its binary.`,
    ].join('\n'),
  );
}
