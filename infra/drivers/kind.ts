import type { Demo } from '../kind/demo.ts';
import { findFrontDoor } from '../kind/front-door.ts';
import { isReady, kubectlFor, list, type Pod } from '../kind/kubectl.ts';
import { loadCredentials } from '../local/credentials.ts';
import { asDriver } from './command.ts';
import { DriverError, type SiteDriver } from '@quotebridge/migrator/driver';
import { startForward, type Forward } from './forward.ts';
import { KeptOpen } from './kept-open.ts';

const SERVICE_PORT = 8080;
const BROKER_PORT = 4222;
const READY_WITHIN = '180s';
const FRONT_DOOR = 'front-door';

/** The part that is used of a HorizontalPodAutoscaler. */
interface Autoscaler {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly minReplicas?: number };
}

/** Runs services at the sites of two kind clusters by `kubectl`. */
export function kindDriver(demo: Demo): SiteDriver {
  const kubectl = (site: string, args: readonly string[], signal?: AbortSignal) =>
    asDriver(kubectlFor(demo, site)(args, { detached: true, ...(signal && { signal }) }));
  /** Those of a service, or the brokers, that are not about to end. */
  const podsOf = async (site: string, name: string): Promise<readonly Pod[]> => {
    const pods = await list<Pod>((args) => kubectl(site, args), 'pods', '--selector', labelOf(name));
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  };
  const forwards = new KeptOpen<Forward>();
  const through = async (site: string, name: string, pod: string, port: number): Promise<string> =>
    (await forwards.get(`${site} ${name} ${pod}`, () => startForward(demo, site, pod, port))).address;

  /** An autoscaler leaves a service without pods alone, and gives any other at least its minimum: lowers one that is more than wanted. */
  const allow = async (site: string, service: string, instances: number, signal: AbortSignal): Promise<void> => {
    const scalers = await list<Autoscaler>((args) => kubectl(site, args, signal), 'horizontalpodautoscalers');
    const scaler = scalers.find(({ metadata }) => metadata.name === service);
    if (instances === 0 || (scaler?.spec.minReplicas ?? 0) <= instances) return;
    const patch = JSON.stringify({ spec: { minReplicas: instances } });
    await kubectl(site, ['patch', `horizontalpodautoscaler/${service}`, '--type=merge', `--patch=${patch}`], signal);
  };
  return {
    way: 'kind',
    async instances(site, service) {
      const replicas = await kubectl(site, ['get', `deployment/${service}`, '--output', 'jsonpath={.spec.replicas}']);
      return { wanted: Number(replicas), ready: (await podsOf(site, service)).filter(isReady).length };
    },
    async scale(site, service, instances, signal) {
      signal.throwIfAborted();
      await allow(site, service, instances, signal);
      await kubectl(site, ['scale', `deployment/${service}`, `--replicas=${instances}`], signal);
      const timeout = `--timeout=${READY_WITHIN}`;
      await kubectl(site, ['rollout', 'status', `deployment/${service}`, timeout], signal);
      if (instances > 0) return;
      await kubectl(site, ['wait', '--for=delete', 'pods', '--selector', labelOf(service), timeout], signal);
      // Pods that are gone never come back under their names: their forwards would try for ever.
      await forwards.close((key) => key.startsWith(`${site} ${service} `));
    },
    async brokers(site, user = 'migrator') {
      const pods = await podsOf(site, 'nats');
      if (pods.length === 0)
        throw new DriverError(`the clusters ${demo.name} run no broker at ${site}; start it with: npm run kind:up`);
      const password = (await loadCredentials(demo.data)).passwordOf(site, user);
      const addresses = pods.map(({ metadata }) => through(site, 'nats', metadata.name, BROKER_PORT));
      return {
        servers: (await Promise.all(addresses)).map((address) => `nats://${address}`),
        user,
        password,
      };
    },
    async urls(site, service) {
      if (service === FRONT_DOOR) {
        // It is outside of both clusters.
        const url = await asDriver(findFrontDoor(demo));
        return url === null ? [] : [url];
      }
      // A pod without a container that runs can't be forwarded to.
      const pods = (await podsOf(site, service)).filter(({ status }) => status.phase === 'Running');
      const addresses = pods.map(({ metadata }) => through(site, service, metadata.name, SERVICE_PORT));
      return (await Promise.all(addresses)).map((address) => `http://${address}`);
    },
    [Symbol.asyncDispose]: () => forwards[Symbol.asyncDispose](),
  };
}

function labelOf(name: string): string {
  return `app.kubernetes.io/name=${name}`;
}
