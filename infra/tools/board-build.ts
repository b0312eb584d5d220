import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export interface BoardPaths {
  readonly frontend: string;
  /** Other inputs of the build, beside the frontend's own folder. */
  readonly also: readonly string[];
}

function boardPaths(root: string): BoardPaths {
  return {
    frontend: join(root, 'frontend'),
    also: [
      join(root, 'services/shared/contracts'),
      join(root, 'services/shared/client'),
      join(root, 'package-lock.json'),
    ],
  };
}

/** Builds the board unless the output is newer than all inputs. Resolves with whether it was built. */
export async function buildBoard(root: string, signal: AbortSignal): Promise<boolean> {
  const paths = boardPaths(root);
  if (!(await isOutdated(paths))) return false;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  // A test runner sets NODE_ENV to test, which would build React for development.
  const env = { NODE_ENV: 'production' };
  await execa(process.execPath, [vite, 'build'], { cwd: paths.frontend, cancelSignal: signal, env });
  return true;
}

export async function isOutdated({ frontend, also }: BoardPaths): Promise<boolean> {
  const built = await stat(join(frontend, 'dist', 'index.html')).catch(() => undefined);
  if (!built) return true;
  const changes = await Promise.all([frontend, ...also].map(newestChange));
  return Math.max(...changes) > built.mtimeMs;
}

const NOT_SOURCES = new Set(['dist', 'node_modules']);

async function newestChange(path: string): Promise<number> {
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const names = (await readdir(path)).filter((name) => !NOT_SOURCES.has(name) && !/\.test\.tsx?$/.test(name));
  return Math.max(0, ...(await Promise.all(names.map((name) => newestChange(join(path, name))))));
}
