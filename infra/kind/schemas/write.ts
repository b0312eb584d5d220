import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { root } from '../../tools/install.mjs';
import { SITES } from '../demo.ts';
import { render } from '../render.ts';
import { run } from '../run.ts';
import { nameOfKind, SCHEMAS_FILE, type Schema, type Schemas } from './schemas.ts';

/** What a schema has for people, and what Kubernetes adds that no check here reads. */
const LEFT_OUT = /^(description|default|x-kubernetes-(?!group-version-kind).*)$/;

const command = new Command('npm run kind:schemas --')
  .description("Fetches the schemas of what the manifests use from a cluster's API server.")
  .addArgument(new Argument('[context]', "kubectl's name for the cluster").default('kind-quotebridge-cloud'))
  .parse();
const [context] = command.processedArgs as [string];
const get = async <Answer>(path: string): Promise<Answer> =>
  JSON.parse(await run('kubectl', ['--context', context, 'get', '--raw', path])) as Answer;

const folders = [...SITES.map((site) => `infra/kind/clusters/${site}`), 'infra/k8s/load'];
const manifests = (await Promise.all(folders.map((folder) => render(join(root, folder))))).flat();
// Passwords are in no manifest of the repository, but in what is applied.
const kinds = new Set(['v1 Secret', ...manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)]);
const versions = [...new Set([...kinds].map((kind) => kind.split(' ')[0] ?? ''))];
const documents = await Promise.all(
  versions.map((version) =>
    get<Omit<Schemas, 'kubernetes'>>(`/openapi/v3/${version.includes('/') ? 'apis' : 'api'}/${version}`),
  ),
);
const all: Record<string, Schema> = Object.assign({}, ...documents.map(({ components }) => components.schemas));

const kept = new Map<string, Schema>();
const keep = (name: string): void => {
  const schema = all[name];
  if (schema === undefined) throw new Error(`${name} is referred to, but there is no such schema`);
  if (kept.has(name)) return;
  const lean = leanOf(schema);
  kept.set(name, lean);
  for (const [, referred = ''] of JSON.stringify(lean).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) keep(referred);
};
for (const [name, schema] of Object.entries(all)) {
  const own = schema['x-kubernetes-group-version-kind'] ?? [];
  // Options of requests belong to every kind of object.
  if (own.length === 1 && own.some((kind) => kinds.has(nameOfKind(kind)))) keep(name);
}
const { gitVersion } = await get<{ gitVersion: string }>('/version');
const schemas: Schemas = {
  kubernetes: gitVersion,
  components: { schemas: Object.fromEntries([...kept].toSorted(([a], [b]) => (a < b ? -1 : 1))) },
};
await writeFile(SCHEMAS_FILE, `${JSON.stringify(schemas)}\n`);
console.log(`${kept.size} schemas of Kubernetes ${gitVersion} are in ${SCHEMAS_FILE}`);

/** A property may be called `description`, too: names of properties are no keywords. */
function leanOf<Value>(value: Value, areNames = false): Value {
  if (Array.isArray(value)) return value.map((item) => leanOf(item)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => areNames || !LEFT_OUT.test(key))
      .map(([key, inner]) => [key, leanOf(inner, !areNames && key === 'properties')]),
  ) as Value;
}
