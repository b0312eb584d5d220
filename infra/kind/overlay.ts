import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from '../local/install.mjs';
import type { SiteCredentials, User } from '../local/credentials.ts';
import { controlPlaneOf, NAMESPACE, NODE_PORTS, PART_OF, type Demo, type Site } from './demo.ts';
import type { Tags } from './images.ts';

/** Whose passwords a site's services are given, those of one service in a Secret. The names are those in `infra/k8s/base`. */
const SECRETS: Readonly<Record<Site, Readonly<Record<string, readonly User[]>>>> = {
  onprem: { feed: ['feed', 'instruments'], api: ['api'], gateway: ['gateway'], bridge: ['bridge'] },
  cloud: { api: ['api'], gateway: ['gateway'], bridge: ['bridge'] },
};
const OF_THE_BROKERS = {
  onprem: ['feed', 'instruments', 'api', 'gateway', 'bridge', 'reader', 'leaf', 'route'],
  cloud: ['api', 'gateway', 'bridge', 'reader', 'leaf', 'route'],
} as const satisfies Record<Site, readonly User[]>;

export interface OverlayOptions {
  readonly demo: Demo;
  readonly light: boolean;
  readonly tags: Partial<Tags>;
  readonly credentials: SiteCredentials;
}

/** Writes the folder that `kubectl apply -k` gets: the site's manifests, with what only this machine knows. Answers with its path. */
export async function writeOverlay(site: Site, options: OverlayOptions): Promise<string> {
  const folder = join(options.demo.data, site);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await put(join(folder, 'secrets.yaml'), secretsOf(site, options.credentials[site]));
  await put(join(folder, 'kustomization.yaml'), [kustomizationOf(site, folder, options)]);
  return folder;
}

function kustomizationOf(site: Site, folder: string, { demo, light, tags }: OverlayOptions) {
  const to = (path: string) => relative(folder, join(root, path));
  const link = [`LEAF_HOSTS=${controlPlaneOf(demo, 'cloud')}`, `LEAF_PORT=${NODE_PORTS.leaf}`];
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [to(`infra/kind/clusters/${site}`), 'secrets.yaml'],
    ...(light && { components: [to('infra/k8s/components/light')] }),
    ...(site === 'onprem' && {
      configMapGenerator: [{ name: 'site', namespace: NAMESPACE, behavior: 'merge', literals: link }],
    }),
    // What has no label is not applied: what is applied and what is removed are told by one selector.
    labels: [{ pairs: PART_OF }],
    images: Object.entries(tags).map(([service, newTag]) => ({ name: `quotebridge/${service}`, newTag })),
  };
}

function secretsOf(site: Site, credentials: SiteCredentials[Site]) {
  const secret = (name: string, stringData: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `credentials-${name}`, namespace: NAMESPACE },
    stringData,
  });
  const brokers = OF_THE_BROKERS[site].map((user) => `${user.toUpperCase()}_PASSWORD=${credentials[user]}\n`).join('');
  return [
    secret('brokers', { 'brokers.env': brokers }),
    ...Object.entries(SECRETS[site]).map(([name, users]) =>
      secret(name, Object.fromEntries(users.map((user) => [user, credentials[user]]))),
    ),
  ];
}

/** Appears at once and whole, for its owner's eyes only. What is JSON is YAML, too. */
async function put(path: string, documents: readonly object[]): Promise<void> {
  const text = documents.map((document) => JSON.stringify(document, null, 2)).join('\n---\n');
  await writeFile(`${path}.new`, `${text}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
