import { join } from 'node:path';
import { fromCache } from './nats-server/cache.ts';
import { fromEnvironment } from './nats-server/environment.ts';
import { fromGo } from './nats-server/go.ts';
import { fromPath } from './nats-server/path.ts';
import { fromRelease, RELEASES } from './nats-server/release.ts';
import { NEEDED } from './nats-server/version.ts';
import type { Source, SourceContext } from './nats-server/source.ts';

const SOURCES: readonly (readonly [name: string, source: Source])[] = [
  ['NATS_SERVER', fromEnvironment],
  ['PATH', fromPath],
  ['cache', fromCache],
  ['release', fromRelease],
  ['go install', fromGo],
];

export class NatsServerError extends Error {
  override readonly name = 'NatsServerError';
}

/** The context of this machine. */
export function sourceContext(root: string, report: (line: string) => void, signal?: AbortSignal): SourceContext {
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
 * The path of a nats-server that is new enough. Sources are tried from the nearest to the farthest; each failure is
 * reported in a line.
 */
export async function obtainNatsServer(context: SourceContext): Promise<string> {
  const failures: string[] = [];
  for (const [name, source] of SOURCES) {
    try {
      return await source(context);
    } catch (error) {
      context.signal?.throwIfAborted();
      const failure = `${name}: ${error instanceof Error ? error.message : String(error)}`;
      context.report(failure);
      failures.push(failure);
    }
  }
  throw new NatsServerError(
    [
      `No nats-server ${NEEDED} or newer is available:`,
      ...failures.map((failure) => `  - ${failure}`),
      `Install it from https://github.com/nats-io/nats-server/releases (or install Go) and run again,`,
      `or set NATS_SERVER to the path of its binary.`,
    ].join('\n'),
  );
}
