import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Service } from '../infra/topology/services.ts';
import { TOPOLOGY, type Topology } from '../infra/topology/topology.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** A step of the recipe "Adding a service" in CONTRIBUTING.md: what it adds to which file. */
export interface Step {
  readonly file: string;
  /** As it stands there. */
  readonly block: string;
}

/** The blocks of the recipe, in their order. */
export function readRecipe(): Step[] {
  const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const [, recipe = ''] = /^## Adding a service\n(.*?)^## /ms.exec(text) ?? [];
  return [...recipe.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, file = '', block = '']) => ({ file, block }));
}

/** Where a block goes in a file that is there already: before this. */
const BEFORE: Readonly<Record<string, string>> = {
  'infra/nats/readers.conf': '\n]\n',
  'docker-compose.yml': '  front-door:\n',
  'infra/docker/Dockerfile': 'FROM service AS feed\n',
};

/** A file after a step. Throws when what the step needs is not in it. */
export function apply({ file, block }: Step, text: string | null): string {
  const before = BEFORE[file];
  if (text === null || before === undefined) return block;
  const at = text.lastIndexOf(before);
  if (at === -1) throw new Error(`${file} has no ${JSON.stringify(before)}`);
  // The block of docker-compose.yml says under which key it goes.
  return `${text.slice(0, at)}\n${block.replace(/^services:\n/, '')}${text.slice(at)}`;
}

/** The demo with the recipe's service. Its entry in the topology is code: it is imported from a file of its own. */
export async function topologyOf(recipe: readonly Step[], entry?: string): Promise<Topology> {
  const written = recipe
    .find(({ file }) => file === 'infra/topology/services.ts')
    ?.block.trim()
    .replace(/,$/, '');
  await using folder = await makeFolder();
  const file = join(folder.path, 'service.ts');
  await writeFile(file, `export const service = ${written};\n`);
  const { service } = (await import(file)) as { readonly service: Service };
  return { ...TOPOLOGY, services: [...TOPOLOGY.services, { ...service, ...(entry !== undefined && { entry }) }] };
}

/** A folder inside the repository, where packages are found. It goes when it is disposed. */
export async function makeFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const path = await mkdtemp(join(ROOT, '.cache/recipe-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
