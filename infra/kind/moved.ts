import { list, type Kubectl } from './kubectl.ts';

const MOVES = 'quotebridge/moves=true';
const STANDBY = 'quotebridge/standby';

/** The part that is used of a Deployment, and of what scales one. */
interface Scalable {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly replicas?: number };
}

/**
 * The replicas of services that were moved to or away from a site and that its manifests would undo, by Deployment. What an autoscaler scales has no
 * replicas in the manifests unless it is on standby. Empty for a cluster without services.
 */
export async function movedReplicas(kubectl: Kubectl): Promise<Readonly<Record<string, number>>> {
  const [deployments, scalers] = await Promise.all([
    list<Scalable>(kubectl, 'deployments', '--selector', MOVES),
    list<Scalable>(kubectl, 'horizontalpodautoscalers'),
  ]);
  const scaled = new Set(scalers.map(({ metadata }) => metadata.name));
  const moved = deployments.filter(({ metadata, spec: { replicas = 0 } }) =>
    metadata.labels?.[STANDBY] === 'true' ? replicas > 0 : replicas === 0 && !scaled.has(metadata.name),
  );
  return Object.fromEntries(moved.map(({ metadata, spec }) => [metadata.name, spec.replicas ?? 0]));
}
