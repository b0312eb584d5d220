import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

const INSTALL_WITHIN_MS = 180_000;

export class NoPythonError extends Error {
  override readonly name = 'NoPythonError';
}

/**
 * The folder with the programs of a Python environment of its own under `.cache`, which is made with pip when it is missing.
 * `name` has to change with what is installed. Throws `NoPythonError`.
 */
export async function pythonEnvironment(root: string, name: string, install: readonly string[]): Promise<string> {
  const folder = join(root, '.cache', name);
  const programs = join(folder, 'bin');
  const whole = join(folder, 'installed');
  if (await exists(whole)) return programs;
  try {
    await mkdir(join(root, '.cache'), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    const timeout = INSTALL_WITHIN_MS;
    await execa('python3', ['-m', 'venv', folder], { timeout });
    await execa(join(programs, 'pip'), ['install', '--quiet', ...install], { timeout });
    // Last, so that an incomplete environment is never used.
    await mkdir(whole);
    return programs;
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new NoPythonError(`${name} cannot be installed; install Python 3.10 or newer with venv.`, { cause });
  }
}

/** The Python that has what the client in `docs/clients/python` needs. Throws `NoPythonError`. */
export async function findClientPython(root: string): Promise<string> {
  const requirements = join(root, 'docs/clients/python/requirements.txt');
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const programs = await pythonEnvironment(root, `python-client-${digest.slice(0, 8)}`, ['-r', requirements]);
  return join(programs, 'python');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
