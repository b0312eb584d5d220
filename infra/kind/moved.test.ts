import { expect, it } from 'vitest';
import { movedReplicas } from './moved.ts';

/** A cluster with these Deployments and an autoscaler of the gateway. */
function clusterWith(...deployments: readonly object[]) {
  const items = {
    deployments,
    horizontalpodautoscalers: [{ metadata: { name: 'gateway' }, spec: { minReplicas: 2 } }],
  };
  return (args: readonly string[]) => Promise.resolve(JSON.stringify({ items: items[args[1] as keyof typeof items] }));
}

const deployment = (name: string, replicas: number, standby = false) => ({
  metadata: { name, labels: { 'quotebridge/moves': 'true', ...(standby && { 'quotebridge/standby': 'true' }) } },
  spec: { replicas },
});

it('keeps nothing where services run as the manifests say', async () => {
  const cloud = clusterWith(deployment('api', 2), deployment('gateway', 3));
  expect(await movedReplicas(cloud)).toEqual({});
  const onprem = clusterWith(deployment('api', 0, true), deployment('gateway', 0, true));
  expect(await movedReplicas(onprem)).toEqual({});
});

it('keeps what was moved to a site, and what was moved away', async () => {
  const onprem = clusterWith(deployment('api', 1, true), deployment('gateway', 2, true));
  expect(await movedReplicas(onprem)).toEqual({ api: 1, gateway: 2 });
  // The manifests say nothing about the replicas of what has an autoscaler.
  const cloud = clusterWith(deployment('api', 0), deployment('gateway', 0));
  expect(await movedReplicas(cloud)).toEqual({ api: 0 });
});
