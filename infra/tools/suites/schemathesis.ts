import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pythonEnvironment } from './python.ts';

const VERSION = '4.32.5';

export class NoSchemathesisError extends Error {
  override readonly name = 'NoSchemathesisError';
}

/**
 * The path of Schemathesis: SCHEMATHESIS, or the pinned version in an environment of its own. Throws `NoSchemathesisError` or
 * `NoPythonError`.
 */
export async function findSchemathesis(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = env['SCHEMATHESIS'];
  if (!named) {
    const programs = await pythonEnvironment(root, `schemathesis-${VERSION}`, [`schemathesis==${VERSION}`]);
    return join(programs, 'schemathesis');
  }
  await access(named).catch((cause: unknown) => {
    throw new NoSchemathesisError(`SCHEMATHESIS is ${named}, which is no file.`, { cause });
  });
  return named;
}
