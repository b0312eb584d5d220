import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkVersion } from './version.ts';
import { executable, SourceError, type SourceContext } from './source.ts';

export async function fromCache(context: SourceContext): Promise<string> {
  const path = cached(context);
  if (!(await stat(path).catch(() => undefined))) throw new SourceError('empty so far');
  await checkVersion(path);
  return path;
}

/**
 * Lets `make` write a nats-server into a temporary folder, and moves it into the cache only when it runs and is
 * new enough: the cache never has an incomplete file.
 */
export async function intoCache(context: SourceContext, make: (folder: string) => Promise<string>): Promise<string> {
  await mkdir(context.cacheDir, { recursive: true });
  const folder = await mkdtemp(join(context.cacheDir, 'new-'));
  try {
    const made = await make(folder);
    await chmod(made, 0o755);
    await checkVersion(made);
    await rename(made, cached(context));
    return cached(context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cached({ cacheDir, platform }: SourceContext): string {
  return join(cacheDir, executable('nats-server', platform));
}
