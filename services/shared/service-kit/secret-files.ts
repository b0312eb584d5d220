import { readFileSync } from 'node:fs';

const SECRET = /PASSWORD|SECRET|TOKEN/;

/** Whether a variable's value must not be printed. */
export function isSecret(name: string): boolean {
  return SECRET.test(name);
}

/**
 * A secret may be in a file instead, named by `<name>_FILE`: containers get files, and environments leak easily. Returns
 * the environment completed from such files, and a line for each variable that cannot be used.
 */
export function withSecretFiles(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { readonly env: Readonly<Record<string, string | undefined>>; readonly problems: readonly string[] } {
  const read: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of names.filter(isSecret)) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) {
      problems.push(`${name}_FILE = ${JSON.stringify(path)} is not allowed: ${name} is set too; set only one of them`);
      continue;
    }
    try {
      read[name] = readFileSync(path, 'utf8').trim();
      if (read[name] === '') problems.push(`${name}_FILE = ${JSON.stringify(path)} is not allowed: the file is empty`);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : error;
      problems.push(
        `${name}_FILE = ${JSON.stringify(path)} is not allowed: must be a file that can be read (${String(code)})`,
      );
    }
  }
  return { env: { ...env, ...read }, problems };
}
