import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import { mayImport, partOf } from './rules.ts';

export interface Workspace {
  readonly name: string;
  /** Counts from the root, with slashes. */
  readonly folder: string;
  readonly exports: Readonly<Record<string, string>>;
}

/** A sentence for each import of a file that the dependency rule does not allow. */
export function violations(path: string, source: string, workspaces: readonly Workspace[]): string[] {
  return importsOf(path, source).flatMap((specifier) => {
    const to = resolve(path, specifier, workspaces);
    if (to === undefined) {
      return partOf(path).kind === 'wire' ? [`${path} imports ${specifier}: wire contracts import nothing`] : [];
    }
    return mayImport(path, to) ? [] : [`${path} imports ${to}`];
  });
}

/** The file in this repository that an import names. Undefined for other packages. */
function resolve(from: string, specifier: string, workspaces: readonly Workspace[]): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const workspace = workspaces.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (!workspace) return undefined;
  const subpath = `.${specifier.slice(workspace.name.length)}`;
  return posix.join(workspace.folder, workspace.exports[subpath] ?? subpath);
}
