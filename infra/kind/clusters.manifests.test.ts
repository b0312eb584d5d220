import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateCredentials } from '../local/credentials.ts';
import { root } from '../tools/install.mjs';
import { WITH_EDGE } from '../topology/topology.ts';
import { SITES } from './demo.ts';
import { writeOverlay } from './overlay.ts';
import { render, scratchFolder, type Manifest } from './render.ts';
import { loadCheck, type Check } from './schemas/schemas.ts';

const CLUSTERS = join(root, 'infra/k8s/clusters');
const TAGS = { bridge: '1', feed: '2', api: '3', gateway: '4', 'front-door': '5', auditor: '6', refdata: '7' };

interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly serviceAccountName?: string;
  readonly securityContext?: object;
  readonly topologySpreadConstraints?: readonly object[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}
interface Container {
  readonly securityContext?: object;
  readonly resources?: object;
  readonly lifecycle?: object;
  readonly readinessProbe?: object;
  readonly livenessProbe?: object;
  readonly startupProbe?: object;
}
interface Workload extends Manifest {
  readonly spec: {
    readonly replicas?: number;
    readonly strategy?: object;
    readonly selector: { readonly matchLabels: object };
    readonly template: { readonly metadata: object; readonly spec: PodSpec };
  };
}

let check: Check;
beforeAll(async () => {
  check = await loadCheck();
});

it('has a Job for k6 that Kubernetes knows, and that kind:up does not take away', async () => {
  const manifests = await render(join(root, 'infra/k8s/load'));
  expect(manifests.map(({ kind }) => kind)).toContain('Job');
  expect(manifests.flatMap(check)).toEqual([]);
  for (const { metadata } of manifests) {
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'quotebridge-load' });
  }
});

describe.each(WITH_EDGE.sites.map(({ name }) => name))('the manifests of %s', (site) => {
  let manifests: readonly Manifest[];
  beforeAll(async () => {
    manifests = await render(join(CLUSTERS, site));
  });
  const ofKind = <Kind extends Manifest>(kind: string) => manifests.filter((one): one is Kind => one.kind === kind);
  const workloads = () => [...ofKind<Workload>('Deployment'), ...ofKind<Workload>('StatefulSet')];

  it('are what Kubernetes knows, for two clusters of any make', () => {
    expect(manifests.flatMap(check)).toEqual([]);
  });

  it('have no passwords', () => {
    expect(ofKind('Secret')).toEqual([]);
  });

  it('hold every pod to the restricted standard, and give it no token', () => {
    const [namespace] = ofKind('Namespace');
    expect(namespace?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    for (const { spec } of workloads()) {
      const pod = spec.template.spec;
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        serviceAccountName: expect.any(String),
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        expect(container).toMatchObject({
          resources: { requests: { cpu: expect.any(String), memory: expect.any(String) }, limits: expect.anything() },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
      }
    }
    expect(ofKind('ServiceAccount').map((account) => account['automountServiceAccountToken'])).toEqual(
      workloads().map(() => false),
    );
  });

  it('take no pod away before another is ready, and let a drain take one at a time', () => {
    for (const { metadata, spec } of workloads()) {
      for (const container of spec.template.spec.containers) {
        expect(container).toMatchObject({
          readinessProbe: expect.anything(),
          livenessProbe: expect.anything(),
          startupProbe: expect.anything(),
          lifecycle: { preStop: expect.anything() },
        });
      }
      expect(spec.template.spec.topologySpreadConstraints).toHaveLength(1);
      expect(spec.template.metadata).toMatchObject({ labels: spec.selector.matchLabels });
      const budget = ofKind('PodDisruptionBudget').find((one) => one.metadata.name === metadata.name);
      expect(budget?.['spec']).toMatchObject({ maxUnavailable: 1, selector: spec.selector });
    }
    for (const { spec } of ofKind<Workload>('Deployment')) {
      expect(spec.strategy).toMatchObject({ rollingUpdate: { maxUnavailable: 0 } });
    }
  });

  it('let names be resolved where clusters do it differently, and metrics be scraped from a monitoring namespace', () => {
    const policies = ofKind<Manifest & { spec: Policy }>('NetworkPolicy');
    const from = (namespaces: readonly string[]) => ({
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }],
      },
    });
    const named = (name: string) => policies.find(({ metadata }) => metadata.name === name)?.spec;
    const names = named('names-are-resolved')?.egress ?? [];
    const portsOf = (peer: object) =>
      names.find(({ to }) => JSON.stringify(to).includes(JSON.stringify(peer)))?.ports.map(({ port }) => port);
    expect(portsOf({ ipBlock: { cidr: '169.254.20.10/32' } })).toEqual([53, 53]);
    expect(portsOf({ ipBlock: { cidr: '169.254.169.254/32' } })).toEqual([53, 53]);
    expect(portsOf({ 'kubernetes.io/metadata.name': 'kube-system' })).toEqual([53, 53]);
    expect(portsOf({ 'kubernetes.io/metadata.name': 'openshift-dns' })).toEqual([53, 53, 5353, 5353]);
    const monitoring = [from(['monitoring', 'openshift-monitoring', 'openshift-user-workload-monitoring'])];
    expect(named('metrics-are-scraped')).toMatchObject({
      podSelector: { matchLabels: { 'app.kubernetes.io/component': 'service' } },
      ingress: [{ from: monitoring, ports: [{ port: 8_080 }] }],
    });
    expect(named('brokers-are-scraped')).toMatchObject({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nats' } },
      ingress: [{ from: monitoring, ports: [{ port: 8_222 }] }],
    });
  });

  it('give brokers the files of infra/nats, each where the others include it', async () => {
    const files = new Map<string, string>();
    for await (const file of glob('**/*.{conf,sh}', { cwd: join(root, 'infra/nats') })) {
      files.set(file, await readFile(join(root, 'infra/nats', file), 'utf8'));
    }
    const config = ofKind<Manifest & { data: Record<string, string> }>('ConfigMap').find(
      ({ metadata }) => metadata.name === 'nats-config',
    );
    const [broker] = ofKind<Workload & { spec: { template: { spec: { volumes: ConfigVolume[] } } } }>('StatefulSet');
    const items = broker?.spec.template.spec.volumes.find(({ name }) => name === 'config')?.configMap?.items ?? [];
    expect(new Map(items.map(({ key, path }) => [path, config?.data[key]]))).toEqual(files);
  });
});

it.each(
  SITES.flatMap(
    (site) =>
      [
        [site, false],
        [site, true],
      ] as const,
  ),
)('the manifests of %s are what Kubernetes knows as kind:up applies them, light: %s', async (site, light) => {
  await using scratch = await scratchFolder();
  const demo = { name: 'quotebridge', data: scratch.path };
  const credentials = generateCredentials();
  const applied = await render(await writeOverlay(site, { demo, light, tags: TAGS, credentials }));
  expect(applied.flatMap(check)).toEqual([]);
  expect(applied.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] !== 'quotebridge')).toEqual(
    [],
  );
  const broker = applied.find((one): one is Workload => one.kind === 'StatefulSet');
  expect(broker?.spec.replicas).toBe(light ? 1 : 3);
  const images = JSON.stringify(applied).match(/quotebridge\/[a-z-]+:[^"]+/g) ?? [];
  expect(images.filter((image) => image.endsWith(':dev'))).toEqual([]);
});

it('lets the edge dial as its own user, and declare the copy that it holds', async () => {
  const manifests = await render(join(CLUSTERS, 'edge'));
  const config = (name: string) =>
    manifests.find((one) => one.kind === 'ConfigMap' && one.metadata.name.startsWith(name))?.['data'];
  expect(config('site')).toMatchObject({ SITE: 'edge', LEAF_USER: 'leaf-edge' });
  const bridge = JSON.stringify(
    manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'bridge'),
  );
  expect(bridge).toContain('{"name":"BRIDGES_FILE","value":"/etc/quotebridge/edge.yaml"}');
  expect(config('bridges')).toHaveProperty(
    ['edge.yaml'],
    await readFile(join(root, 'infra/bridges/edge.yaml'), 'utf8'),
  );
});

interface Policy {
  readonly egress?: readonly { readonly to: unknown; readonly ports: readonly { readonly port: number }[] }[];
}

interface ConfigVolume {
  readonly name: string;
  readonly configMap?: { readonly items: readonly { readonly key: string; readonly path: string }[] };
}

it('has a service by its line', async () => {
  const line = '  - ../../base/gateway\n';
  const names = async (site: string, edit: (text: string) => string) => {
    await using scratch = await scratchFolder();
    const folder = join(scratch.path, site);
    await mkdir(folder);
    const text = edit(await readFile(join(CLUSTERS, site, 'kustomization.yaml'), 'utf8'));
    const elsewhere = text.replaceAll('../../', `${relative(folder, join(root, 'infra/k8s'))}/`);
    await writeFile(join(folder, 'kustomization.yaml'), elsewhere);
    await writeFile(join(folder, 'site.env'), await readFile(join(CLUSTERS, site, 'site.env'), 'utf8'));
    const manifests = await render(folder);
    expect(manifests.flatMap(check)).toEqual([]);
    return manifests.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
  };
  expect(await names('cloud', (text) => text.replace(line, ''))).toEqual(['api', 'auditor', 'bridge']);
  expect(await names('onprem', (text) => text.replace(line, ''))).toEqual([
    'api',
    'auditor',
    'bridge',
    'feed',
    'refdata',
  ]);
});

it.each([false, true])('has API and gateway at both sites, on-prem without a pod, light: %s', async (light) => {
  const replicas = async (site: string) => {
    await using scratch = await scratchFolder();
    const demo = { name: 'quotebridge', data: scratch.path };
    const overlay = { demo, light, tags: TAGS, credentials: generateCredentials() };
    const manifests = await render(await writeOverlay(site, overlay));
    const deployments = manifests.filter((one): one is Workload => one.kind === 'Deployment');
    return Object.fromEntries(
      ['api', 'gateway'].map((name) => [
        name,
        deployments.find(({ metadata }) => metadata.name === name)?.spec.replicas ?? 'as its autoscaler has it',
      ]),
    );
  };
  expect(await replicas('onprem')).toEqual({ api: 0, gateway: 0 });
  expect(await replicas('cloud')).toEqual({ api: light ? 1 : 2, gateway: 'as its autoscaler has it' });
});

it('has as many replicas as given in place of its own, for what was moved', async () => {
  await using scratch = await scratchFolder();
  const demo = { name: 'quotebridge', data: scratch.path };
  const overlay = { demo, light: false, tags: TAGS, credentials: generateCredentials() };
  const manifests = await render(await writeOverlay('onprem', { ...overlay, replicas: { api: 2, gateway: 3 } }));
  const replicas = manifests.flatMap((one) =>
    one.kind === 'Deployment' ? [`${one.metadata.name} ${(one as Workload).spec.replicas ?? 1}`] : [],
  );
  expect(replicas.toSorted()).toEqual(expect.arrayContaining(['api 2', 'feed 1', 'gateway 3', 'refdata 1']));
});

it('would be refused with a field that Kubernetes does not know, or a value that it does not take', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api' } };
  expect(check({ ...service, spec: { ports: [{ port: 8080 }] } })).toEqual([]);
  expect(check({ ...service, spec: { port: [] } })).toEqual([
    'v1 Service api: /spec must NOT have additional properties (port)',
  ]);
  expect(check({ ...service, spec: { ports: [{ port: 'http' }] } })).toEqual([
    'v1 Service api: /spec/ports/0/port must be integer',
  ]);
  expect(check({ ...service, kind: 'Servise' })).toEqual([
    'v1 Servise: there is no schema; npm run kind:schemas fetches it',
  ]);
});
