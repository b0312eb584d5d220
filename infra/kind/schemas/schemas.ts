import { Ajv } from 'ajv';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../render.ts';

/** The schemas that the API server of this version publishes, as far as the manifests need them. `write.ts` writes it. */
export const SCHEMAS_FILE = join(import.meta.dirname, 'kubernetes.json');

export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

export interface Schemas {
  /** The API server's version. */
  readonly kubernetes: string;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What is wrong with an object, a line for each problem. A field that Kubernetes does not know is wrong. */
export type Check = (manifest: Manifest) => readonly string[];

const ID = 'kubernetes';

export async function loadCheck(): Promise<Check> {
  const { components } = JSON.parse(await readFile(SCHEMAS_FILE, 'utf8')) as Schemas;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const schemas = Object.fromEntries(
    Object.entries(components.schemas).map(([name, schema]) => [name, closed(schema)]),
  );
  ajv.addSchema({ $id: ID, components: { schemas } });
  const names = new Map(
    Object.entries(components.schemas).flatMap(([name, schema]) =>
      (schema['x-kubernetes-group-version-kind'] ?? []).map((kind) => [nameOfKind(kind), name]),
    ),
  );
  return (manifest) => {
    const kind = `${manifest.apiVersion} ${manifest.kind}`;
    const name = names.get(kind);
    if (name === undefined) return [`${kind}: there is no schema; npm run kind:schemas fetches it`];
    const validate = ajv.getSchema(`${ID}#/components/schemas/${name}`);
    if (validate === undefined) throw new Error(`the schema ${name} cannot be used`);
    if (validate(manifest) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const what = 'additionalProperty' in params ? ` (${params['additionalProperty']})` : '';
      return `${kind} ${manifest.metadata.name}: ${instancePath || '/'} ${message}${what}`;
    });
  };
}

/** As a manifest names it: `v1 Service`, `apps/v1 Deployment`. */
export function nameOfKind({ group, version, kind }: { group: string; version: string; kind: string }): string {
  return `${group === '' ? version : `${group}/${version}`} ${kind}`;
}

/** The API server drops unknown fields unless validation is strict. This is strict. */
function closed(schema: Schema): Schema {
  return schema.properties === undefined ? schema : { ...schema, additionalProperties: false };
}
