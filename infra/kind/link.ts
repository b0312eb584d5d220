import { clusterOf, commandFor, controlPlaneOf, NODE_PORTS, type Demo } from './demo.ts';
import { firstLink, TOPOLOGY } from '../topology/topology.ts';
import { nodesOf } from './clusters.ts';
import { CommandError, run } from './run.ts';

export class NoClusterError extends Error {
  override readonly name = 'NoClusterError';
}

/** The way from the cluster of the site that dials to the leaf port of the one that it dials: the nodes that packets leave, and the rule that drops those of the link. */
export interface LeafLink {
  readonly nodes: readonly string[];
  readonly dropped: readonly string[];
}

/** Throws `NoClusterError` when the clusters do not run. */
export async function findLink(demo: Demo): Promise<LeafLink> {
  const { site, dials } = firstLink(TOPOLOGY);
  const nodes = await nodesOf(demo, site);
  if (nodes.length === 0) {
    throw new NoClusterError(
      `The cluster ${clusterOf(demo, site)} does not run; start it with: ${commandFor(demo, 'up')}`,
    );
  }
  const format = '{{.NetworkSettings.Networks.kind.IPAddress}}';
  const address = (await run('docker', ['inspect', '--format', format, controlPlaneOf(demo, dials)])).trim();
  const port = String(NODE_PORTS.leaf);
  return {
    nodes,
    dropped: ['--destination', address, '--protocol', 'tcp', '--destination-port', port, '--jump', 'DROP'],
  };
}

/** Drops the packets of the leaf link on their way out of the nodes, with no reset to either side: like a pulled cable. */
export async function cutLink(link: LeafLink): Promise<void> {
  await onEach(link, false, '--insert');
}

export async function restoreLink(link: LeafLink): Promise<void> {
  await onEach(link, true, '--delete');
}

async function onEach({ nodes, dropped }: LeafLink, where: boolean, change: '--insert' | '--delete'): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      if ((await hasRule(node, dropped)) !== where) return;
      await run('docker', ['exec', node, 'iptables', change, 'FORWARD', ...dropped]);
    }),
  );
}

/** The message of iptables when there is no such rule. Any other error says nothing about the rule. */
const NO_RULE = 'does a matching rule exist in that chain?';

async function hasRule(node: string, rule: readonly string[]): Promise<boolean> {
  try {
    await run('docker', ['exec', node, 'iptables', '--check', 'FORWARD', ...rule]);
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.message.includes(NO_RULE)) return false;
    throw error;
  }
}
