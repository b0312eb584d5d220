import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { copiesOf, parseDeclarations } from '@quotebridge/bridges';
import type { Copy, Declarations, KnownSite } from '@quotebridge/bridges';
import type { Topology } from './topology.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The sites of a topology, as declarations are checked against them. */
export function knownSites({ sites }: Pick<Topology, 'sites'>): KnownSite[] {
  return sites.map(({ name, dials }) => ({ name, dials: dials?.site ?? null }));
}

/** The declared bridges of a topology. Throws `DeclarationError`. */
export function readDeclarations({ sites, bridges }: Pick<Topology, 'sites' | 'bridges'>): Declarations {
  const text = readFileSync(resolve(ROOT, bridges), 'utf8');
  return parseDeclarations(text, { file: bridges, sites: knownSites({ sites }) });
}

/** The streams that the declared bridges of a topology copy from site to site, in the order of the file. Throws `DeclarationError`. */
export function copiesIn(topology: Pick<Topology, 'sites' | 'bridges'>): Copy[] {
  return copiesOf(readDeclarations(topology));
}
