import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The text of a file, `null` where there is none. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A broker's configuration with what it includes, `null` where there is none. */
export function readConfig(path: string): string | null {
  const included = (_: string, file: string) => readText(join(dirname(path), file)) ?? '';
  return readText(path)?.replaceAll(/^\s*include\s+(\S+)$/gm, included) ?? null;
}
