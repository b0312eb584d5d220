import { join } from 'node:path';
import pRetry from 'p-retry';
import { clusterOf, commandFor, controlPlaneOf, SITES, type Demo, type Site } from './demo.ts';
import { CommandError, lines, run, type RunOptions } from './run.ts';

/** The image of Kubernetes 1.34 that kind 0.33.0 was released with. `KIND_NODE_IMAGE` chooses another. */
export const NODE_IMAGE =
  'kindest/node:v1.34.11@sha256:44e222ee2132dab25ff87301682f89eb82c7880ea3a1bf543bfe9708fd08d67d';

/** The path of a broker's volume on its node, as in `infra/kind/clusters/common/volumes.yaml`, and its owner. */
const VOLUME = '/var/lib/quotebridge';
const BROKER = '1000:1000';

/** The existing cluster differs from the requested one. */
export class OtherClusterError extends Error {
  override readonly name = 'OtherClusterError';
}

export async function listClusters(): Promise<readonly string[]> {
  return lines(await run('kind', ['get', 'clusters']));
}

export async function nodesOf(demo: Demo, site: Site): Promise<readonly string[]> {
  return lines(await run('kind', ['get', 'nodes', '--name', clusterOf(demo, site)]));
}

/** The nodes that services run on. */
export async function workersOf(demo: Demo, site: Site): Promise<readonly string[]> {
  return (await nodesOf(demo, site)).filter((node) => node.includes('-worker'));
}

export interface ClusterOptions extends RunOptions {
  readonly light: boolean;
  readonly image: string;
  /** The folder for the nodes' logs of a cluster that could not be created, saved before it is removed. */
  readonly evidence: string;
}

/** Creates the cluster of a site unless it exists. Resolves with which of the two. */
export async function ensureCluster(
  demo: Demo,
  site: Site,
  { light, image, evidence, ...options }: ClusterOptions,
): Promise<string> {
  const name = clusterOf(demo, site);
  const wanted = definition(light);
  const listed = (await listClusters()).includes(name);
  const there = listed && (await isWhole(demo, site, options));
  if (listed && !there) {
    options.say?.('it does not answer: made anew');
    await discard(demo, site);
  }
  if (!there) await createWithRetry(demo, site, { image, wanted, evidence }, options);
  const nodes = await nodesOf(demo, site);
  if (nodes.length !== wanted.nodes.length) {
    throw new OtherClusterError(
      `The cluster ${name} has ${nodes.length} nodes, and ${wanted.nodes.length} are asked for; first: ${commandFor(demo, 'down')}`,
    );
  }
  for (const node of nodes) {
    await run('docker', ['exec', node, 'sh', '-c', `mkdir -p ${VOLUME} && chown ${BROKER} ${VOLUME}`], options);
  }
  return there ? 'was there' : listed ? 'made anew' : 'made';
}

interface Wanted {
  readonly image: string;
  readonly wanted: object;
  readonly evidence: string;
}

/** A busy machine may not start the nodes in time: creates it once more. */
async function createWithRetry(demo: Demo, site: Site, wanted: Wanted, options: RunOptions): Promise<void> {
  try {
    await create(demo, site, wanted, options);
  } catch (error) {
    if (!(error instanceof CommandError) || error instanceof LeftOverError || options.signal?.aborted) throw error;
    options.say?.(`it could not be created; trying once more. Its logs are in ${wanted.evidence}`);
    await create(demo, site, wanted, options);
  }
}

/** Parts of a cluster could not be removed. */
class LeftOverError extends CommandError {}

/** Creates it, or leaves nothing behind: kind that is interrupted leaves nodes, which the next run would treat as a cluster. */
async function create(demo: Demo, site: Site, { image, wanted, evidence }: Wanted, options: RunOptions): Promise<void> {
  const cluster = ['cluster', '--name', clusterOf(demo, site), '--image', image, ...kubeconfigOf(demo, site)];
  try {
    // Its nodes are kept until their logs are.
    const input = JSON.stringify(wanted);
    await run('kind', ['create', ...cluster, '--retain', '--config', '-'], { ...options, input });
  } catch (error) {
    if (options.signal?.aborted !== true) await exportLogs(demo, site, evidence);
    options.say?.('removes what was made of it');
    try {
      // Without the signal, which may be what ended it.
      await discard(demo, site);
    } catch (left) {
      if (!(left instanceof CommandError)) throw left;
      const why = error instanceof CommandError ? `${error.message}\n` : '';
      const hint = `What was made of it could not be removed; try: ${commandFor(demo, 'down')}`;
      throw new LeftOverError(`${why}${hint}\n${left.message}`, { cause: error });
    }
    throw error;
  }
}

/** What the nodes logged, as far as it can be had: what fails here must not hide what failed before. */
export async function exportLogs(demo: Demo, site: Site, folder: string): Promise<void> {
  try {
    await run('kind', ['export', 'logs', folder, '--name', clusterOf(demo, site)]);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
}

async function discard(demo: Demo, site: Site): Promise<void> {
  await run('kind', ['delete', 'cluster', '--name', clusterOf(demo, site), ...kubeconfigOf(demo, site)]);
}

/** kind gives up where another kind has the user's own file open: the clusters are made at the same time. */
function kubeconfigOf(demo: Demo, site: Site): readonly string[] {
  return ['--kubeconfig', join(demo.data, `${site}.kubeconfig`)];
}

/** Nodes that were just started, after a restart of the machine, take a while. */
const ANSWERS_WITHIN = { retries: 30, factor: 1, minTimeout: 2_000 };

/** Whether the API server answers and knows every node. A cluster whose creation was interrupted lacks one or the other. */
async function isWhole(demo: Demo, site: Site, { signal, say }: RunOptions): Promise<boolean> {
  const nodes = await nodesOf(demo, site);
  const ask = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', '--request-timeout=5s', 'get', 'nodes'];
  const controlPlane = controlPlaneOf(demo, site);
  try {
    const known = await pRetry(
      () => run('docker', ['exec', controlPlane, ...ask, '--output', 'name'], { ...(signal && { signal }) }),
      {
        ...ANSWERS_WITHIN,
        ...(signal && { signal }),
        shouldRetry: ({ error }) => error instanceof CommandError && isStarting(error),
        onFailedAttempt: () => say?.('waits for its API server'),
      },
    );
    return lines(known).length === nodes.length;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

/** A node that does not run, or was never set up, will not answer however long one waits. */
function isStarting({ message }: CommandError): boolean {
  return !/No such container|is not running|no such file or directory/.test(message);
}

/** Adds both clusters to kubectl's configuration, by kind's names. The user's current context stays. */
export async function ensureContexts(demo: Demo): Promise<void> {
  const current = await currentContext();
  for (const site of SITES) await run('kind', ['export', 'kubeconfig', '--name', clusterOf(demo, site)]);
  if (current !== null) await run('kubectl', ['config', 'use-context', current]);
}

/** `null` where none is set, or the one that is set is not there. */
async function currentContext(): Promise<string | null> {
  const names = lines(await run('kubectl', ['config', 'get-contexts', '--output', 'name']));
  const config = JSON.parse(await run('kubectl', ['config', 'view', '--output', 'json'])) as {
    readonly 'current-context'?: string;
  };
  const current = config['current-context'] ?? '';
  return names.includes(current) ? current : null;
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
