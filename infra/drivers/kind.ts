import type { Demo } from '../kind/demo.ts';
import { isReady, kubectlFor, list, type Pod } from '../kind/kubectl.ts';
import { CommandError, lines } from '../kind/run.ts';
import { loadCredentials } from '../local/credentials.ts';
import { DriverError, type SiteDriver } from './driver.ts';
import { startForward, type Forward } from './forward.ts';

const SERVICE_PORT = 8080;
const BROKER_PORT = 4222;
const READY_WITHIN = '180s';

/** Runs services at the sites of two kind clusters by `kubectl`. */
export function kindDriver(demo: Demo): SiteDriver {
  const kubectl = async (site: string, args: readonly string[], signal?: AbortSignal) => {
    try {
      return await kubectlFor(demo, site)(args, signal ? { signal } : {});
    } catch (error) {
      if (error instanceof CommandError) throw new DriverError(error.message, { cause: error });
      throw error;
    }
  };
  /** Those of a service, or the brokers, that are not about to end. */
  const podsOf = async (site: string, name: string): Promise<readonly Pod[]> => {
    const pods = await list<Pod>((args) => kubectl(site, args), 'pods', '--selector', labelOf(name));
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  };
  const forwards = new Map<string, Promise<Forward>>();
  const through = async (site: string, pod: string, port: number): Promise<string> => {
    const key = `${site} ${pod}`;
    let forward = forwards.get(key);
    if (forward === undefined) {
      forward = startForward(demo, site, pod, port);
      forwards.set(key, forward);
      forward.catch(() => forwards.delete(key));
    }
    return (await forward).address;
  };
  return {
    way: 'kind',
    async instances(site, service) {
      const replicas = await kubectl(site, ['get', `deployment/${service}`, '--output', 'jsonpath={.spec.replicas}']);
      return { wanted: Number(replicas), ready: (await podsOf(site, service)).filter(isReady).length };
    },
    async scale(site, service, instances, signal) {
      signal.throwIfAborted();
      const scalers = lines(await kubectl(site, ['get', 'horizontalpodautoscalers', '--output', 'name'], signal));
      const scaler = scalers.find((name) => name.endsWith(`/${service}`));
      // An autoscaler leaves a service without pods alone, and brings any other to what it has as its least.
      if (scaler !== undefined && instances > 0) {
        const patch = JSON.stringify({ spec: { minReplicas: instances } });
        await kubectl(site, ['patch', scaler, '--type=merge', `--patch=${patch}`], signal);
      }
      await kubectl(site, ['scale', `deployment/${service}`, `--replicas=${instances}`], signal);
      const timeout = `--timeout=${READY_WITHIN}`;
      await kubectl(site, ['rollout', 'status', `deployment/${service}`, timeout], signal);
      if (instances === 0) {
        await kubectl(site, ['wait', '--for=delete', 'pods', '--selector', labelOf(service), timeout], signal);
      }
    },
    async brokers(site) {
      const password = (await loadCredentials(demo.data)).passwordOf(site, 'migrator');
      const pods = await podsOf(site, 'nats');
      const addresses = await Promise.all(pods.map(({ metadata }) => through(site, metadata.name, BROKER_PORT)));
      return { servers: addresses.map((address) => `nats://${address}`), user: 'migrator', password };
    },
    async urls(site, service) {
      // A pod without a container that runs can't be forwarded to.
      const pods = (await podsOf(site, service)).filter(({ status }) => status.phase === 'Running');
      const addresses = await Promise.all(pods.map(({ metadata }) => through(site, metadata.name, SERVICE_PORT)));
      return addresses.map((address) => `http://${address}`);
    },
    async [Symbol.asyncDispose]() {
      // One that did not start has nothing to end.
      await Promise.all(
        [...forwards.values()].map((one) =>
          one.then(
            (started) => started[Symbol.asyncDispose](),
            () => undefined,
          ),
        ),
      );
    },
  };
}

function labelOf(name: string): string {
  return `app.kubernetes.io/name=${name}`;
}
