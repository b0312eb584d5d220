import { clusterOf, controlPlaneOf, NODE_PORTS, type Demo } from './demo.ts';
import { nodesOf } from './clusters.ts';
import { CommandError, run } from './run.ts';

export class NoClusterError extends Error {
  override readonly name = 'NoClusterError';
}

/** Drops the packets of the leaf link on their way out of the on-prem nodes, without a word to either side: a cable that is pulled. */
export async function cutLink(demo: Demo): Promise<void> {
  const rule = await ruleOf(demo);
  for (const node of await dialling(demo)) {
    if (!(await hasRule(node, rule))) await run('docker', ['exec', node, 'iptables', '--insert', 'FORWARD', ...rule]);
  }
}

export async function restoreLink(demo: Demo): Promise<void> {
  const rule = await ruleOf(demo);
  for (const node of await dialling(demo)) {
    if (await hasRule(node, rule)) await run('docker', ['exec', node, 'iptables', '--delete', 'FORWARD', ...rule]);
  }
}

async function dialling(demo: Demo): Promise<readonly string[]> {
  const nodes = await nodesOf(demo, 'onprem');
  if (nodes.length === 0) {
    throw new NoClusterError(`The cluster ${clusterOf(demo, 'onprem')} does not run; start it with: npm run kind:up`);
  }
  return nodes;
}

async function ruleOf(demo: Demo): Promise<readonly string[]> {
  const format = '{{.NetworkSettings.Networks.kind.IPAddress}}';
  const address = (await run('docker', ['inspect', '--format', format, controlPlaneOf(demo, 'cloud')])).trim();
  const port = String(NODE_PORTS.leaf);
  return ['--destination', address, '--protocol', 'tcp', '--destination-port', port, '--jump', 'DROP'];
}

async function hasRule(node: string, rule: readonly string[]): Promise<boolean> {
  try {
    await run('docker', ['exec', node, 'iptables', '--check', 'FORWARD', ...rule]);
    return true;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}
