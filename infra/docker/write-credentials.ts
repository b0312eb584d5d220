import { chmod, chown, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCredentials, type Credentials } from '../local/credentials.ts';

/** The group that a container has to be in to read a password, as docker-compose.yml names it. */
const GROUPS = { feed: 2001, reader: 2002, bridge: 2003, sys: 2003 } as const;
type ServiceUser = keyof typeof GROUPS;

/** What each site gets: its services their own password, its brokers all that they check or dial with. */
const SITES: Readonly<Record<string, readonly ServiceUser[]>> = {
  onprem: ['feed', 'reader', 'bridge', 'sys'],
  cloud: ['reader', 'bridge', 'sys'],
};
const OF_THE_BROKERS = ['leaf', 'route'] as const;

const [kept, shared] = process.argv.slice(2);
if (kept === undefined || shared === undefined) {
  console.error('usage: write-credentials.ts <folder to keep them in> <folder with a folder for each site>');
  process.exit(2);
}
const credentials = await loadCredentials(kept);
for (const [site, users] of Object.entries(SITES)) {
  const folder = join(shared, site);
  await mkdir(folder, { recursive: true });
  for (const user of users) await put(join(folder, user), `${credentials[user]}\n`, GROUPS[user]);
  const brokers = [...users, ...OF_THE_BROKERS].map((user) => variable(user, credentials)).join('');
  await put(join(folder, 'brokers.env'), brokers, 0);
}

function variable(user: keyof Credentials, all: Credentials): string {
  return `${user.toUpperCase()}_PASSWORD=${all[user]}\n`;
}

/** Appears at once and whole, readable by root and one group. */
async function put(path: string, text: string, group: number): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o440 });
  await chown(`${path}.new`, 0, group);
  await chmod(`${path}.new`, 0o440);
  await rename(`${path}.new`, path);
}
