import pRetry from 'p-retry';
import { PART_OF, type Demo, type Site } from './demo.ts';
import { kubectlFor } from './kubectl.ts';
import { CommandError, lines, type RunOptions } from './run.ts';
import { reclaimVolumes } from './volumes.ts';

const SELECTOR = Object.entries(PART_OF)
  .map((pair) => pair.join('='))
  .join(',');
const ROLLED_OUT_WITHIN = '300s';

/** What is removed from a cluster when its folder has it no more. Volumes and passwords are not. */
const PRUNED = [
  'apps/v1/Deployment',
  'autoscaling/v2/HorizontalPodAutoscaler',
  'core/v1/Service',
  'core/v1/ServiceAccount',
  'networking.k8s.io/v1/NetworkPolicy',
  'policy/v1/PodDisruptionBudget',
];

/** An API server that was short of disk or processor may be restarted by its own node, and is not there for some seconds. */
const NOT_THERE = /connection refused|was refused|connection reset|unexpected EOF|TLS handshake timeout/;
const AGAIN = { retries: 30, factor: 1, minTimeout: 2_000 };

/** Does the work again while the API server is not there. */
export async function whileItStarts<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return pRetry(work, {
    ...AGAIN,
    ...(signal && { signal }),
    shouldRetry: ({ error }) => error instanceof CommandError && NOT_THERE.test(error.message),
  });
}

/** Applies a folder to the cluster of a site, and waits until everything is rolled out. */
export async function apply(demo: Demo, site: Site, folder: string, { signal, say }: RunOptions): Promise<void> {
  const kubectl = kubectlFor(demo, site);
  const abortable = signal ? { signal } : {};
  await whileItStarts(async () => {
    const reclaimed = await reclaimVolumes(kubectl, abortable);
    if (reclaimed.length > 0) say?.(`volumes ${reclaimed.join(', ')} had lost their claims`);
  }, signal);
  const prune = ['--prune', '--selector', SELECTOR, ...PRUNED.map((kind) => `--prune-allowlist=${kind}`)];
  await whileItStarts(() => kubectl(['apply', '--kustomize', folder, ...prune], abortable), signal);
  for (const workload of lines(await kubectl(['get', 'statefulsets,deployments', '--output', 'name'], abortable))) {
    say?.(workload);
    await kubectl(['rollout', 'status', workload, `--timeout=${ROLLED_OUT_WITHIN}`], abortable);
  }
}
