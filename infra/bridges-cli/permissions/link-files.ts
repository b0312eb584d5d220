import { join } from 'node:path';
import { mirrorApi } from '@quotebridge/bridge';
import { covers } from '@quotebridge/bridges';
import { BridgesError } from '../errors.ts';
import type { Crossing } from './crossings.ts';
import {
  accountIncluding,
  accountOfStream,
  exportedTo,
  importers,
  type Account,
  type Export,
  type Import,
  type SiteAccounts,
} from './site-accounts.ts';

/** A leaf link: the site that dials, the site that it dials, and its user there. */
export interface Link {
  readonly user: string;
  readonly dialling: string;
  readonly dialled: string;
}

/** An entry and the bridge that needs it. */
export interface Needed<T> {
  readonly entry: T;
  readonly bridge: string;
}

/** A generated file: what the account at one end of a link lets through. */
export interface LinkFile {
  readonly site: string;
  readonly user: string;
  readonly exports: readonly Needed<Export>[];
  readonly imports: readonly Needed<Import>[];
  /** What the link's user may do; `null` at the site that dials, which checks no password. */
  readonly permissions: {
    readonly publish: readonly Needed<string>[];
    readonly subscribe: readonly Needed<string>[];
  } | null;
}

/** The name of the file at either end of a link. */
export function fileNameOf({ user }: Pick<Link, 'user'>): string {
  return `${user}.conf`;
}

/** Where a generated file is, from the root of the repository. */
export function pathOf({ site, user }: Pick<LinkFile, 'site' | 'user'>): string {
  return join('infra/nats', site, fileNameOf({ user }));
}

/**
 * The files of both ends of every link. Throws `BridgesError` with a line for each `site.conf` in which an account does not export what
 * crosses, or does not import it: which account has which messages is written there by hand.
 */
export function linkFiles(
  links: readonly Link[],
  crossings: readonly Crossing[],
  accountsOf: (site: string) => SiteAccounts,
): LinkFile[] {
  const ends = links.flatMap((link) => [endOf(link, link.dialling, accountsOf), endOf(link, link.dialled, accountsOf)]);
  const problems = ends.flatMap((end) =>
    crossings.flatMap((crossing) => {
      try {
        cross(crossing, end, ends);
        return [];
      } catch (error) {
        if (!(error instanceof BridgesError)) throw error;
        return [`${crossing.bridge}: ${error.message}`];
      }
    }),
  );
  if (problems.length > 0) throw new BridgesError([...new Set(problems)].join('\n'));
  return ends.map(({ site, link, exports, imports }) => ({
    site,
    user: link.user,
    exports,
    imports,
    permissions:
      site !== link.dialled
        ? null
        : {
            publish: subjectsOf(crossings.filter(({ from, to }) => from === link.dialling && to === site)),
            subscribe: subjectsOf(crossings.filter(({ from, to }) => from === site && to === link.dialling)),
          },
  }));
}

/** One end of a link, while its file is made. */
interface End {
  readonly link: Link;
  readonly site: string;
  readonly accounts: SiteAccounts;
  readonly account: Account;
  readonly exports: Needed<Export>[];
  readonly imports: Needed<Import>[];
}

function endOf(link: Link, site: string, accountsOf: (site: string) => SiteAccounts): End {
  const accounts = accountsOf(site);
  const account = accountIncluding(accounts, fileNameOf(link));
  const generated = site === link.dialled ? ['imports', 'users'] : ['imports'];
  const doubled = generated.find((key) => account.keys.includes(key));
  if (doubled !== undefined) {
    throw new BridgesError(`${accounts.file}: ${account.name} has ${doubled}, which ${fileNameOf(link)} has as well`);
  }
  return { link, site, accounts, account, exports: [], imports: [] };
}

/** What a crossing needs at one end of a link; nothing if it crosses another link. */
function cross(crossing: Crossing, end: End, ends: readonly End[]): void {
  const { link, site } = end;
  const other = site === link.dialled ? link.dialling : link.dialled;
  if (crossing.from === site && crossing.to === other) leave(crossing, end, ends);
  if (crossing.to === site && crossing.from === other) arrive(crossing, end, ends);
}

/** What is published at this site or asked from it. */
function leave(crossing: Crossing, end: End, ends: readonly End[]): void {
  const { kind, subject, to, bridge, copied } = crossing;
  const { accounts, account } = end;
  if (kind === 'answers') return;
  if (kind === 'request') return exportToImporters(crossing, end);
  if (copied !== undefined && kind !== 'delivery') {
    const stored = accountOfStream(accounts, copied.target);
    if (kind === 'flow') return exportToStoring(crossing, { end, ends, stored });
    exportToImporters(crossing, end);
    // The bridge service asks in the place of the mirror.
    const asked = `${mirrorApi(to)}.CONSUMER.RESET.${copied.stream}.${copied.consumer}`;
    const granted = exportedTo(accounts, { kind: 'service', subject: asked, account: stored });
    return importInto(stored, { end, ends, needed: { entry: { kind: 'service', ...granted }, bridge } });
  }
  const only = copied === undefined ? undefined : accountOfStream(accounts, copied.stream);
  if (only === account.name) return;
  const granted = exportedTo(accounts, {
    kind: 'stream',
    subject,
    account: account.name,
    ...(only !== undefined && { only }),
  });
  add(end.imports, { entry: { kind: 'stream', account: granted.account, subject }, bridge });
}

/** What is received at this site or answered there. */
function arrive(crossing: Crossing, end: End, ends: readonly End[]): void {
  const { kind, subject, bridge, copied } = crossing;
  const { accounts, account } = end;
  if (kind === 'answers') return;
  if (kind === 'delivery' && copied !== undefined) {
    return exportToStoring(crossing, { end, ends, stored: accountOfStream(accounts, copied.target) });
  }
  if (kind === 'request') {
    const { account: owner } = exportedTo(accounts, { kind: 'service', subject, account: account.name });
    return add(end.imports, { entry: { kind: 'service', account: owner, subject }, bridge });
  }
  if (copied === undefined) return exportToImporters(crossing, end);
  const owner = accountOfStream(accounts, copied.stream);
  if (owner === account.name) {
    if (kind === 'flow') return;
    throw new BridgesError(
      `${accounts.file}: the stream ${copied.stream} is in ${owner}, the account of the link: give it an account of its own`,
    );
  }
  const api = kind === 'reset' ? `$JS.API.CONSUMER.RESET.${copied.stream}.${copied.consumer}` : subject;
  exportedTo(accounts, { kind: 'service', subject: api, account: account.name, only: owner });
  const entry = { kind: 'service' as const, account: owner, subject: api };
  // JetStream maps the requests under its own prefix to the streams of the account in which they are made.
  add(end.imports, { entry: kind === 'reset' ? { ...entry, to: subject } : entry, bridge });
}

/** Something of the link that other accounts of the site import from its account, by hand. */
function exportToImporters({ kind, subject, bridge }: Crossing, { accounts, account, exports }: End): void {
  const what = kind === 'request' || kind === 'reset' ? 'service' : 'stream';
  if (account.keys.includes('exports')) {
    if (account.exports.some((one) => one.kind === what && covers(one.subject, subject))) return;
    throw new BridgesError(
      `${accounts.file}: ${account.name} does not export ${subject} to any account: add it to its exports`,
    );
  }
  const to = importers(accounts, { kind: what, account: account.name, subject });
  if (to.length === 0) {
    throw new BridgesError(
      `${accounts.file}: no account imports ${subject} from ${account.name}: add it to the imports of those that need it`,
    );
  }
  add(exports, { entry: { kind: what, subject, accounts: to }, bridge });
}

/** Something between the link and the account that stores what it brings. */
function exportToStoring(
  { kind, subject, bridge }: Crossing,
  { end, ends, stored }: { readonly end: End; readonly ends: readonly End[]; readonly stored: string },
): void {
  const { account, exports } = end;
  if (stored === account.name) return;
  const what = kind === 'flow' ? 'service' : 'stream';
  add(exports, { entry: { kind: what, subject, accounts: [stored] }, bridge });
  importInto(stored, { end, ends, needed: { entry: { kind: what, account: account.name, subject }, bridge } });
}

/** An import of an account: in the generated file that it includes, else it has to be there by hand. */
function importInto(
  name: string,
  { end, ends, needed }: { readonly end: End; readonly ends: readonly End[]; readonly needed: Needed<Import> },
): void {
  const { accounts } = end;
  const including = ends.find((one) => one.site === end.site && one.account.name === name);
  if (including !== undefined) return add(including.imports, needed);
  const { kind, account, subject } = needed.entry;
  if (importers(accounts, needed.entry).includes(name)) return;
  throw new BridgesError(`${accounts.file}: ${name} does not import the ${kind} ${subject} from ${account}`);
}

function add<T>(list: Needed<T>[], needed: Needed<T>): void {
  const text = JSON.stringify(needed.entry);
  if (!list.some(({ entry }) => JSON.stringify(entry) === text)) list.push(needed);
}

/** The subjects of crossings, with one for the flow control of several streams. */
function subjectsOf(crossings: readonly Crossing[]): Needed<string>[] {
  const flows = crossings.filter(({ kind }) => kind === 'flow');
  const subjects: Needed<string>[] = [];
  for (const { kind, subject, bridge, copied } of crossings) {
    const isOne = kind === 'flow' && flows.length > 1;
    add(subjects, { entry: isOne ? `$JS.FC.*.${copied?.consumer}.*` : subject, bridge });
  }
  return subjects;
}
