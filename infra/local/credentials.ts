import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOPOLOGY, type Topology } from '../topology/topology.ts';
import { brokerUsers, linkUsers, passwordVariable } from '../topology/users.ts';

type Passwords = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A password for each user of each site's brokers. Generated, never in the repository. */
export interface Credentials {
  readonly topology: Topology;
  /** Throws when the site's brokers have no such user. */
  passwordOf(site: string, user: string): string;
  /** The environment of a site's brokers: every password that they check or dial with. */
  brokerEnvironment(site: string): Readonly<Record<string, string>>;
}

export function generateCredentials(topology: Topology = TOPOLOGY): Credentials {
  return credentialsOf(topology, complete(topology, {}));
}

/** The credentials of a data directory, generated at the first start and kept in `credentials.json`, readable by its owner only. */
export async function loadCredentials(dataDir: string, topology: Topology = TOPOLOGY): Promise<Credentials> {
  const file = join(dataDir, 'credentials.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const kept: Passwords = JSON.parse(text);
  // Optional sites keep theirs when a command that does not know them reads the file.
  const passwords = { ...kept, ...complete(topology, kept) };
  const newText = `${JSON.stringify(passwords, null, 2)}\n`;
  if (newText !== text) {
    await mkdir(dataDir, { recursive: true });
    await writeFile(`${file}.new`, newText, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  await chmod(file, 0o600);
  return credentialsOf(topology, passwords);
}

/** Generates missing ones. Sites share only the password of the link between them: one dials with it, the other checks it. */
function complete(topology: Topology, kept: Passwords): Passwords {
  return Object.fromEntries(
    topology.sites.map(({ name, dials }) => {
      const links = new Set(linkUsers(topology, name));
      const own = brokerUsers(topology, name).filter((user) => user !== dials?.user || links.has(user));
      return [name, Object.fromEntries(own.map((user) => [user, kept[name]?.[user] ?? generatePassword()]))];
    }),
  );
}

/** With a leading letter, because a broker's configuration reads an all-digit value as a number. */
function generatePassword(): string {
  return `p${randomBytes(18).toString('hex')}`;
}

function credentialsOf(topology: Topology, passwords: Passwords): Credentials {
  const passwordOf = (site: string, user: string) => {
    const password = passwords[site]?.[user];
    if (password === undefined) throw new Error(`the brokers of ${site} have no user ${user}`);
    return password;
  };
  return {
    topology,
    passwordOf,
    brokerEnvironment(site) {
      const dials = topology.sites.find(({ name }) => name === site)?.dials;
      const checked = Object.entries(passwords[site] ?? {});
      const dialled = dials ? [[dials.user, passwordOf(dials.site, dials.user)] as const] : [];
      return Object.fromEntries([...checked, ...dialled].map(([user, password]) => [passwordVariable(user), password]));
    },
  };
}
