import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Declarations } from '@quotebridge/bridges';
import { root } from '../../tools/install.mjs';
import { readDeclarations } from '../../topology/declarations.ts';
import { TOPOLOGY, WITH_EDGE, type Topology } from '../../topology/topology.ts';
import { crossingsOf, joined, type Crossing } from './crossings.ts';
import { fileNameOf, linkFiles, pathOf, type Link, type LinkFile } from './link-files.ts';
import { linkText } from './link-text.ts';
import { readSiteAccounts } from './site-accounts.ts';

/** Reads a file of the repository by its path from the root. */
export type ReadFile = (path: string) => string;

export const readRepository: ReadFile = (path) => readFileSync(join(root, path), 'utf8');

/** A generated file: where it is, from the root of the repository, and its content. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** What the repository's declarations need of the brokers, with the edge and without. Throws `DeclarationError` and `BridgesError`. */
export function generatedFiles(read: ReadFile = readRepository): GeneratedFile[] {
  const declared = [WITH_EDGE, TOPOLOGY].map((topology) => crossingsOf(readDeclarations(topology)));
  return filesFor(WITH_EDGE, joined(declared), read).map((file) => ({ path: pathOf(file), text: linkText(file) }));
}

/** What some declarations need of the brokers of a topology. Throws `BridgesError`. */
export function neededFiles(
  topology: Topology,
  declarations: Declarations,
  read: ReadFile = readRepository,
): LinkFile[] {
  return filesFor(topology, crossingsOf(declarations), read);
}

function filesFor({ sites }: Topology, crossings: readonly Crossing[], read: ReadFile): LinkFile[] {
  const links = sites.flatMap(({ name, dials }): Link[] =>
    dials === null ? [] : [{ user: dials.user, dialling: name, dialled: dials.site }],
  );
  // Whatever links a topology has, the files of all sites are generated.
  const names = WITH_EDGE.sites.flatMap(({ dials }) => (dials === null ? [] : [fileNameOf(dials)]));
  return linkFiles(links, crossings, (site) => readSiteAccounts(site, names, read));
}
