import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { brokersEnv } from '../docker/password-files.ts';
import { root } from '../tools/install.mjs';
import type { Credentials } from '../local/credentials.ts';
import { siteNamed, TOPOLOGY } from '../topology/topology.ts';
import { connectingServices } from '../topology/users.ts';
import { controlPlaneOf, NAMESPACE, NODE_PORTS, PART_OF, type Demo, type Site } from './demo.ts';
import type { Tags } from './images.ts';

export interface OverlayOptions {
  readonly demo: Demo;
  readonly light: boolean;
  readonly tags: Partial<Tags>;
  readonly credentials: Credentials;
  /** In place of the manifests' replicas, by Deployment. */
  readonly replicas?: Readonly<Record<string, number>>;
}

/** Writes the folder that `kubectl apply -k` gets: the site's manifests, with what only this machine knows. Answers with its path. */
export async function writeOverlay(site: Site, options: OverlayOptions): Promise<string> {
  const folder = join(options.demo.data, site);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await put(join(folder, 'secrets.yaml'), secretsOf(site, options.credentials));
  await put(join(folder, 'kustomization.yaml'), [kustomizationOf(site, folder, options)]);
  return folder;
}

function kustomizationOf(site: Site, folder: string, { demo, light, tags, replicas = {} }: OverlayOptions) {
  const to = (path: string) => relative(folder, join(root, path));
  const { dials } = siteNamed(TOPOLOGY, site);
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [to(`infra/kind/clusters/${site}`), 'secrets.yaml'],
    ...(light && { components: [to('infra/k8s/components/light')] }),
    ...(dials !== null && {
      configMapGenerator: [
        {
          name: 'site',
          namespace: NAMESPACE,
          behavior: 'merge',
          literals: [`LEAF_HOSTS=${controlPlaneOf(demo, dials.site)}`, `LEAF_PORT=${NODE_PORTS.leaf}`],
        },
      ],
    }),
    // What has no label is not applied: one selector decides what is applied and what is removed.
    labels: [{ pairs: PART_OF }],
    replicas: Object.entries(replicas).map(([name, count]) => ({ name, count })),
    images: Object.entries(tags).map(([service, newTag]) => ({ name: `quotebridge/${service}`, newTag })),
  };
}

/** What a site's services and brokers are given, those of one service in a Secret. The names are those in `infra/k8s/base`. */
function secretsOf(site: Site, credentials: Credentials) {
  const secret = (name: string, texts: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `credentials-${name}`, namespace: NAMESPACE },
    // Not `stringData`: the API server does not keep that, so each `apply` would find a change.
    data: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  });
  return [
    secret('brokers', { 'brokers.env': brokersEnv(site, credentials) }),
    ...connectingServices(credentials.topology, site).map(({ name, users }) =>
      secret(name, Object.fromEntries(users.map((user) => [user, credentials.passwordOf(site, user)]))),
    ),
  ];
}

/** Written atomically, readable by its owner only. JSON is valid YAML. */
async function put(path: string, documents: readonly object[]): Promise<void> {
  const text = documents.map((document) => JSON.stringify(document, null, 2)).join('\n---\n');
  await writeFile(`${path}.new`, `${text}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
