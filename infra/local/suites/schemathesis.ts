import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

const VERSION = '4.32.5';
const INSTALL_WITHIN_MS = 180_000;

export class NoSchemathesisError extends Error {
  override readonly name = 'NoSchemathesisError';
}

/**
 * The path of Schemathesis: SCHEMATHESIS, or the pinned version in an environment of its own under `.cache`, which is made
 * when it is missing. Throws `NoSchemathesisError`.
 */
export async function findSchemathesis(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = env['SCHEMATHESIS'];
  if (named) {
    if (await exists(named)) return named;
    throw new NoSchemathesisError(`SCHEMATHESIS is ${named}, which is no file.`);
  }
  const folder = join(root, '.cache', `schemathesis-${VERSION}`);
  const program = join(folder, 'bin', 'schemathesis');
  if (await exists(program)) return program;
  try {
    await mkdir(join(root, '.cache'), { recursive: true });
    const timeout = INSTALL_WITHIN_MS;
    await execa('python3', ['-m', 'venv', folder], { timeout });
    await execa(join(folder, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`], { timeout });
    return program;
  } catch (cause) {
    // Half an environment would be taken for a whole one.
    await rm(folder, { recursive: true, force: true });
    throw new NoSchemathesisError(
      `Schemathesis ${VERSION} cannot be installed; install Python 3.10 or newer with venv, or set SCHEMATHESIS to its path.`,
      { cause },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
