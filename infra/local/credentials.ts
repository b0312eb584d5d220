import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const USERS = ['feed', 'reader', 'bridge', 'sys', 'leaf', 'route'] as const;

/** A password for each user of the brokers. Generated, never in the repository. */
export type Credentials = Readonly<Record<(typeof USERS)[number], string>>;

export function generateCredentials(): Credentials {
  // A leading letter, because a broker's configuration reads an all-digit value as a number.
  const password = () => `p${randomBytes(18).toString('hex')}`;
  return Object.fromEntries(USERS.map((user) => [user, password()])) as Credentials;
}

/** The credentials of a data directory, made at the first start and kept in `credentials.json`, readable by its owner only. */
export async function loadCredentials(dataDir: string): Promise<Credentials> {
  const file = join(dataDir, 'credentials.json');
  const kept = await readFile(file, 'utf8').then(JSON.parse, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return {};
    throw error;
  });
  const credentials = { ...generateCredentials(), ...kept };
  await mkdir(dataDir, { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
  return credentials;
}
