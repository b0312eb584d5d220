import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkVersion } from './version.ts';
import { executable, Refusal, type Ways } from './ways.ts';

export async function fromCache(ways: Ways): Promise<string> {
  const path = cached(ways);
  if (!(await stat(path).catch(() => undefined))) throw new Refusal('empty so far');
  await checkVersion(path);
  return path;
}

/**
 * Lets `make` put a nats-server somewhere in a folder of its own, and moves it into the cache only when it runs and is
 * new enough: the cache never holds half a file.
 */
export async function intoCache(ways: Ways, make: (folder: string) => Promise<string>): Promise<string> {
  await mkdir(ways.cacheDir, { recursive: true });
  const folder = await mkdtemp(join(ways.cacheDir, 'new-'));
  try {
    const made = await make(folder);
    await chmod(made, 0o755);
    await checkVersion(made);
    await rename(made, cached(ways));
    return cached(ways);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cached({ cacheDir, platform }: Ways): string {
  return join(cacheDir, executable('nats-server', platform));
}
