import { join } from 'node:path';
import { execa } from 'execa';
import { intoCache } from './cache.ts';
import { NEEDED } from './version.ts';
import { executable, SourceError, type SourceContext } from './source.ts';

const BUILT_WITHIN_MS = 10 * 60_000;

/** Builds the release from its source. Go checks what it downloads against its own checksum database. */
export async function fromGo(context: SourceContext): Promise<string> {
  const { env, go, platform, report, signal } = context;
  const options = {
    env: { ...env },
    extendEnv: false,
    reject: false,
    ...(signal && { cancelSignal: signal }),
  } as const;
  const version = await execa(go, ['version'], options);
  if (version.failed) throw new SourceError('Go is not installed');

  const source = `github.com/nats-io/nats-server/v2@v${NEEDED}`;
  report(`go install ${source} …`);
  return intoCache(context, async (folder) => {
    const built = await execa(go, ['install', source], {
      ...options,
      env: { ...env, GOBIN: folder, CGO_ENABLED: '0' },
      timeout: BUILT_WITHIN_MS,
    });
    if (built.failed) throw new SourceError(lastLine(built.stderr) || built.shortMessage);
    return join(folder, executable('nats-server', platform));
  });
}

function lastLine(text: string | undefined): string {
  return (text ?? '').trim().split('\n').at(-1)?.trim() ?? '';
}
