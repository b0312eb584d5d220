import { contextOf, NAMESPACE, type Demo, type Site } from './demo.ts';
import { run, type RunOptions } from './run.ts';

/** kubectl for the cluster of one site. Throws `CommandError`. */
export type Kubectl = (args: readonly string[], options?: RunOptions) => Promise<string>;

export function kubectlFor(demo: Demo, site: Site): Kubectl {
  const context = ['--context', contextOf(demo, site), '--namespace', NAMESPACE];
  return (args, options) => run('kubectl', [...context, ...args], options);
}

interface Listed<Item> {
  readonly items: readonly Item[];
}

/** The objects of a kind, as the API server returns them. */
export async function list<Item>(kubectl: Kubectl, ...kind: readonly string[]): Promise<readonly Item[]> {
  return (JSON.parse(await kubectl(['get', ...kind, '--output', 'json'])) as Listed<Item>).items;
}

/** The part that is used of a Pod. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string; readonly containers: readonly { readonly image: string }[] };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
}

/** The part that is used of a Node. */
export interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly unschedulable?: boolean };
  readonly status: {
    readonly nodeInfo: { readonly kubeletVersion: string };
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

export function isReady({ status }: Pick<Pod | Node, 'status'>): boolean {
  return status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
