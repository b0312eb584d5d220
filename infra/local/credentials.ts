import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SITES = ['onprem', 'cloud'] as const;
const USERS = ['feed', 'instruments', 'api', 'gateway', 'reader', 'bridge', 'leaf', 'route'] as const;

export type Site = (typeof SITES)[number];
export type User = (typeof USERS)[number];

/** A password for each user of a site's brokers. Generated, never in the repository. */
export type Credentials = Readonly<Record<User, string>>;

/** Those of both sites. They share no password but that of the link between them: the one dials with it, the other checks it. */
export type SiteCredentials = Readonly<Record<Site, Credentials>>;

export function generateCredentials(): SiteCredentials {
  return joinSites(generateSite(), generateSite());
}

function generateSite(): Credentials {
  // A leading letter, because a broker's configuration reads an all-digit value as a number.
  const password = () => `p${randomBytes(18).toString('hex')}`;
  return Object.fromEntries(USERS.map((user) => [user, password()])) as Credentials;
}

function joinSites(onprem: Credentials, cloud: Credentials): SiteCredentials {
  return { onprem, cloud: { ...cloud, leaf: onprem.leaf } };
}

/** The credentials of a data directory, made at the first start and kept in `credentials.json`, readable by its owner only. */
export async function loadCredentials(dataDir: string): Promise<SiteCredentials> {
  const file = join(dataDir, 'credentials.json');
  const kept: Partial<SiteCredentials> = await readFile(file, 'utf8').then(
    JSON.parse,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return {};
      throw error;
    },
  );
  const [onprem, cloud] = SITES.map((site) => ({ ...generateSite(), ...kept[site] })) as [Credentials, Credentials];
  const credentials = joinSites(onprem, cloud);
  await mkdir(dataDir, { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
  return credentials;
}
