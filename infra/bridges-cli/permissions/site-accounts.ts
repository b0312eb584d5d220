import { basename, dirname, join } from 'node:path';
import { covers, overlaps } from '@quotebridge/bridges';
import { listOf, mapOf, readBrokerConfig, textOf, type Value } from '../../topology/read-broker-config.ts';
import { BridgesError } from '../errors.ts';

export type Kind = 'stream' | 'service';

export interface Export {
  readonly kind: Kind;
  readonly subject: string;
  readonly accounts: readonly string[];
}

export interface Import {
  readonly kind: Kind;
  readonly account: string;
  readonly subject: string;
  /** The subject under which the account has it, when that is another. */
  readonly to?: string;
}

export interface Account {
  readonly name: string;
  readonly exports: readonly Export[];
  readonly imports: readonly Import[];
  /** The generated file that its block includes; `null` for none. */
  readonly included: string | null;
  /** The keys that are written by hand. */
  readonly keys: readonly string[];
}

/** The accounts of a site as `site.conf` has them, without what is generated. */
export interface SiteAccounts {
  /** From the root of the repository. */
  readonly file: string;
  readonly accounts: readonly Account[];
}

const MARK = 'included_generated_file';

/** Reads a site's accounts. `generated` are the names of the files that are generated: they need not exist. `read` gets paths from the root. */
export function readSiteAccounts(
  site: string,
  generated: readonly string[],
  read: (path: string) => string,
): SiteAccounts {
  const file = join('infra/nats', site, 'site.conf');
  const { accounts } = readBrokerConfig(file, (path) => {
    const name = basename(path);
    return dirname(path) === dirname(file) && generated.includes(name) ? `${MARK}: "${name}"` : read(path);
  });
  return {
    file,
    accounts: Object.entries(mapOf(accounts)).map(([name, content]) => {
      const block = mapOf(content);
      return {
        name,
        exports: listOf(block['exports']).map(exportOf),
        imports: listOf(block['imports']).map(importOf),
        included: block[MARK] === undefined ? null : textOf(block[MARK]),
        keys: Object.keys(block),
      };
    }),
  };
}

/** The account whose block includes a generated file. */
export function accountIncluding({ file, accounts }: SiteAccounts, included: string): Account {
  const found = accounts.find((account) => account.included === included);
  if (found === undefined) {
    throw new BridgesError(
      `${file}: no account includes ${included}: add "include ${included}" to the account of the link`,
    );
  }
  return found;
}

/** The account that has a stream: the bridge service asks there for its state. */
export function accountOfStream({ file, accounts }: SiteAccounts, stream: string): string {
  const subject = `$JS.API.STREAM.INFO.${stream}`;
  const found = accounts.find(({ name }) => name === 'BRIDGE')?.imports.find((one) => one.subject === subject);
  if (found === undefined) {
    throw new BridgesError(`${file}: no account has the stream ${stream}: BRIDGE has to import ${subject} from it`);
  }
  return found.account;
}

/** What an account exports to another of everything that a subject stands for; `only` names the account that has to. */
export function exportedTo(
  { file, accounts }: SiteAccounts,
  wanted: { readonly kind: Kind; readonly subject: string; readonly account: string; readonly only?: string },
): { readonly account: string; readonly subject: string } {
  const { kind, subject, account, only } = wanted;
  for (const { name, exports } of accounts) {
    if (name === account || (only !== undefined && name !== only)) continue;
    const found = exports.find(
      (one) => one.kind === kind && one.accounts.includes(account) && covers(one.subject, subject),
    );
    if (found !== undefined) return { account: name, subject: found.subject };
  }
  throw new BridgesError(
    `${file}: ${only ?? 'no account'} ${only === undefined ? 'exports' : 'does not export'} ${subject} to ${account}: add { ${kind}: "${subject}", accounts: [${account}] } to the exports of ${only ?? 'its account'}`,
  );
}

/** The accounts that import a subject from another, as far as that is written by hand. */
export function importers({ accounts }: SiteAccounts, { kind, account, subject }: Import): string[] {
  return accounts
    .filter(({ imports }) =>
      imports.some((one) => one.kind === kind && one.account === account && overlaps(one.subject, subject)),
    )
    .map(({ name }) => name);
}

export function exportOf(value: Value): Export {
  const { stream, service, accounts } = mapOf(value);
  return {
    kind: stream === undefined ? 'service' : 'stream',
    subject: textOf(stream ?? service),
    accounts: listOf(accounts).map(textOf),
  };
}

export function importOf(value: Value): Import {
  const { stream, service, to } = mapOf(value);
  const { account, subject } = mapOf(stream ?? service);
  return {
    kind: stream === undefined ? 'service' : 'stream',
    account: textOf(account),
    subject: textOf(subject),
    ...(to !== undefined && { to: textOf(to) }),
  };
}
