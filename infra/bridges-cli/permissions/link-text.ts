import { passwordVariable } from '../../topology/users.ts';
import type { LinkFile, Needed } from './link-files.ts';
import type { Export, Import } from './site-accounts.ts';

const HEADER = [
  '# Generated from infra/bridges by "npm run bridges -- generate". Do not edit.',
  '# What the declared bridges let through at this end of the link. Beside each line: a bridge that needs it.',
];

/** A generated file, as the brokers read it inside the block of the link's account. Pure. */
export function linkText({ user, exports, imports, permissions }: LinkFile): string {
  const lines = [
    ...HEADER,
    ...(exports.length === 0 ? [] : list('exports', exports, exportText)),
    ...(imports.length === 0 ? [] : list('imports', imports, importText)),
  ];
  if (permissions !== null) {
    lines.push(
      'users: [',
      `  { user: ${user}, password: $${passwordVariable(user)}, allowed_connection_types: ["LEAFNODE"], permissions: {`,
      ...subjects('publish', permissions.publish),
      ...subjects('subscribe', permissions.subscribe),
      '  } }',
      ']',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Without subjects the broker would allow all. */
function subjects(key: string, needed: readonly Needed<string>[]): string[] {
  const lines = needed.length === 0 ? [`${key}: { deny: [">"] }`] : list(key, needed, quoted);
  return lines.map((line) => `    ${line}`);
}

function list<T>(key: string, needed: readonly Needed<T>[], text: (entry: T) => string): string[] {
  return [`${key}: [`, ...needed.map(({ entry, bridge }) => `  ${text(entry)} # ${bridge}`), ']'];
}

function exportText({ kind, subject, accounts }: Export): string {
  return `{ ${kind}: ${quoted(subject)}, accounts: [${accounts.join(', ')}] }`;
}

function importText({ kind, account, subject, to }: Import): string {
  const renamed = to === undefined ? '' : `, to: ${quoted(to)}`;
  return `{ ${kind}: { account: ${account}, subject: ${quoted(subject)} }${renamed} }`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
