import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../tools/install.mjs';
import { BridgesError } from './errors.ts';
import { driftOf, driftText } from './permissions/drift.ts';
import { generatedFiles, readRepository } from './permissions/generated.ts';

/**
 * Writes what the links' ends let through, or with `check` compares it with what is committed. Returns a line for each file. Throws
 * `BridgesError`: with `check` for files that have drifted, naming the first line that differs.
 */
export async function generateCommand({ check }: { readonly check: boolean }): Promise<string> {
  const files = generatedFiles();
  const drifts = driftOf(files, readRepository);
  if (check && drifts.length > 0) {
    throw new BridgesError([...drifts.map(driftText), 'Run "npm run bridges -- generate".'].join('\n'));
  }
  const changed = new Set(drifts.map(({ path }) => path));
  for (const { path, text } of files) if (changed.has(path)) await writeFile(join(root, path), text);
  return files.map(({ path }) => `${path}: ${changed.has(path) ? 'written' : 'up to date'}\n`).join('');
}
