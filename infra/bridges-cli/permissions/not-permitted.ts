import { covers } from '@quotebridge/bridges';
import { listOf, mapOf, readBrokerConfig, textOf, type Value } from '../../topology/read-broker-config.ts';
import type { ReadFile } from './generated.ts';
import { pathOf, type LinkFile, type Needed } from './link-files.ts';
import { exportOf, importOf, type Export, type Import } from './site-accounts.ts';

/** What the committed files do not let through of what is needed, a line for each entry: the bridge, the file and the entry. */
export function notPermitted(needed: readonly LinkFile[], read: ReadFile): string[] {
  return needed.flatMap((file) => {
    const path = pathOf(file);
    const { exports, imports, publish, subscribe } = permittedBy(path, read);
    const lines = [
      ...lacking(
        file.exports,
        (one) => exports.some((other) => isExported(one, other)),
        ({ kind, subject }) => `does not export the ${kind} ${subject}`,
      ),
      ...lacking(
        file.imports,
        (one) => imports.some((other) => isImported(one, other)),
        ({ kind, subject, account }) => `does not import the ${kind} ${subject} from ${account}`,
      ),
      ...lacking(
        file.permissions?.publish ?? [],
        (one) => publish.some((other) => covers(other, one)),
        (one) => `does not let ${file.user} publish ${one}`,
      ),
      ...lacking(
        file.permissions?.subscribe ?? [],
        (one) => subscribe.some((other) => covers(other, one)),
        (one) => `does not let ${file.user} subscribe to ${one}`,
      ),
    ];
    return lines.map(({ bridge, text }) => `${bridge}: ${path} ${text}`);
  });
}

function permittedBy(path: string, read: ReadFile) {
  const { exports, imports, users } = readBrokerConfig(path, read);
  const permissions = listOf(users).map((user) => mapOf(mapOf(user)['permissions']));
  const subjects = (key: string) => permissions.flatMap((one) => allowed(one[key]));
  return {
    exports: listOf(exports).map(exportOf),
    imports: listOf(imports).map(importOf),
    publish: subjects('publish'),
    subscribe: subjects('subscribe'),
  };
}

/** A generated permission is a list of subjects; a map where there are none. */
function allowed(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? listOf(value).map(textOf) : [];
}

function lacking<T>(
  needed: readonly Needed<T>[],
  isThere: (entry: T) => boolean,
  text: (entry: T) => string,
): { readonly bridge: string; readonly text: string }[] {
  return needed.flatMap(({ entry, bridge }) => (isThere(entry) ? [] : [{ bridge, text: text(entry) }]));
}

function isExported(one: Export, other: Export): boolean {
  const { kind, subject, accounts } = other;
  return kind === one.kind && covers(subject, one.subject) && one.accounts.every((name) => accounts.includes(name));
}

function isImported(one: Import, other: Import): boolean {
  const { kind, account, subject, to } = other;
  return kind === one.kind && account === one.account && covers(subject, one.subject) && to === one.to;
}
