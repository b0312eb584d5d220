import { join } from 'node:path';
import { clusterOf, contextOf, SITES, type Demo, type Site } from './demo.ts';
import { lines, run, type RunOptions } from './run.ts';

/** The node image that this was tested with. `KIND_NODE_IMAGE` chooses another. */
export const NODE_IMAGE = 'kindest/node:v1.34.4';

/** Where a broker's volume is on its node, as `infra/kind/clusters/common/volumes.yaml` says, and whose it is. */
const VOLUME = '/var/lib/quotebridge';
const BROKER = '1000:1000';

/** The cluster that is there is not the one that is asked for. */
export class OtherClusterError extends Error {
  override readonly name = 'OtherClusterError';
}

export async function listClusters(): Promise<readonly string[]> {
  return lines(await run('kind', ['get', 'clusters']));
}

export async function nodesOf(demo: Demo, site: Site): Promise<readonly string[]> {
  return lines(await run('kind', ['get', 'nodes', '--name', clusterOf(demo, site)]));
}

/** Those that services run on. */
export async function workersOf(demo: Demo, site: Site): Promise<readonly string[]> {
  return (await nodesOf(demo, site)).filter((node) => node.includes('-worker'));
}

export interface ClusterOptions extends RunOptions {
  readonly light: boolean;
  readonly image: string;
}

/** Makes the cluster of a site unless it is there. The result says which of the two. */
export async function ensureCluster(
  demo: Demo,
  site: Site,
  { light, image, ...options }: ClusterOptions,
): Promise<string> {
  const name = clusterOf(demo, site);
  const there = (await listClusters()).includes(name);
  const wanted = definition(light);
  if (!there) {
    const input = JSON.stringify(wanted);
    // kind gives up where another kind has the user's own file open: the clusters are made at the same time.
    const kubeconfig = ['--kubeconfig', join(demo.data, `${site}.kubeconfig`)];
    const create = ['create', 'cluster', '--name', name, '--image', image, ...kubeconfig, '--config', '-'];
    await run('kind', create, { ...options, input });
  }
  const nodes = await nodesOf(demo, site);
  if (nodes.length !== wanted.nodes.length) {
    throw new OtherClusterError(
      `The cluster ${name} has ${nodes.length} nodes, and ${wanted.nodes.length} are asked for; first: npm run kind:down`,
    );
  }
  for (const node of nodes) {
    await run('docker', ['exec', node, 'sh', '-c', `mkdir -p ${VOLUME} && chown ${BROKER} ${VOLUME}`], options);
  }
  return there ? 'was there' : 'made';
}

/** Lets kubectl know both clusters, by kind's names for them. */
export async function ensureContexts(demo: Demo): Promise<void> {
  const known = lines(await run('kubectl', ['config', 'get-contexts', '--output', 'name']));
  for (const site of SITES) {
    if (known.includes(contextOf(demo, site))) continue;
    await run('kind', ['export', 'kubeconfig', '--name', clusterOf(demo, site)]);
  }
}

/** A node for each broker, and two workers so that a drain means something; a worker less with one broker. */
function definition(light: boolean) {
  const roles = light ? ['control-plane', 'worker'] : ['control-plane', 'worker', 'worker'];
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    nodes: roles.map((role, index) => ({ role, labels: { 'quotebridge/volume': String(index) } })),
  };
}

export async function deleteCluster(demo: Demo, site: Site, options?: RunOptions): Promise<void> {
  await run('kind', ['delete', 'cluster', '--name', clusterOf(demo, site)], options);
}
