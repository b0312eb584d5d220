import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../tools/install.mjs';
import { run } from './run.ts';

/** An object of a manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** The objects that `kubectl apply -k` would send for a folder. It needs no cluster. */
export async function render(folder: string): Promise<readonly Manifest[]> {
  const text = await run('kubectl', ['kustomize', folder]);
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** A folder for what is rendered and thrown away: in the repository, since kustomize wants relative paths. */
export async function scratchFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = join(root, '.cache');
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, 'manifests-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
