import type { Demo } from '../kind/demo.ts';
import { isReady, kubectlFor, list, type Pod } from '../kind/kubectl.ts';
import { cutLink, findLink, restoreLink } from '../kind/link.ts';
import { run } from '../kind/run.ts';
import { placementsOf, TOPOLOGY } from '../topology/topology.ts';
import { asDriver } from './command.ts';
import { DriverError } from '@quotebridge/migrator/driver';
import type { FaultInjector, TargetBroker, TargetProcess, TargetService } from './injector.ts';
import { until } from './until.ts';

const READY_WITHIN_MS = 180_000;
const NAME_LABEL = 'app.kubernetes.io/name';
const BROKERS = 'nats';
/** As the Deployments name the container. */
const SERVICE = 'service';
/** As the shell of a node calls them. */
const SIGNALS = { SIGKILL: 'KILL', SIGSTOP: 'STOP', SIGCONT: 'CONT' } as const;

interface Named {
  readonly metadata: { readonly name: string };
}

/** With the part that is used beside what `Pod` has. */
type DatedPod = Pod & { readonly metadata: { readonly creationTimestamp: string } };

/** Kills, stops and restarts what runs in two kind clusters. Processes are signalled on their nodes: from within a container its first process cannot be killed. */
export async function kindInjector(demo: Demo): Promise<FaultInjector> {
  const kubectl = (site: string, ...args: readonly string[]) =>
    asDriver(kubectlFor(demo, site)(args, { detached: true }));
  const podsOf = async (site: string, name: string): Promise<readonly DatedPod[]> => {
    const pods = await list<DatedPod>((args) => kubectl(site, ...args), 'pods', '--selector', `${NAME_LABEL}=${name}`);
    const here = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return here.toSorted((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));
  };
  const send = async (signal: keyof typeof SIGNALS, pod: Pod, container: string) => {
    const { name } = pod.metadata;
    const ids = `$(crictl ps --quiet --label io.kubernetes.pod.name=${name} --name '^${container}$')`;
    const pids = `$(crictl inspect --output go-template --template '{{.info.pid}}' ${ids})`;
    await asDriver(run('docker', ['exec', pod.spec.nodeName ?? '', 'sh', '-c', `kill -${SIGNALS[signal]} ${pids}`]));
  };

  const brokerOf = (site: string, name: string): TargetBroker => {
    const find = async () => (await podsOf(site, BROKERS)).find(({ metadata }) => metadata.name === name);
    const pod = async () => (await find()) ?? missing(name, site);
    return {
      name: `${site}-${name}`,
      isRunning: async () => (await find()) !== undefined,
      kill: async () => send('SIGKILL', await pod(), BROKERS),
      // A pod that is deleted goes to lame duck mode by its preStop hook.
      signal: async (which) =>
        which === 'SIGUSR2'
          ? void (await kubectl(site, 'delete', `pod/${name}`, '--wait=false'))
          : send(which, await pod(), BROKERS),
      // The kubelet starts it.
      start: () =>
        until(
          async () => {
            const found = await find();
            return found !== undefined && isReady(found);
          },
          READY_WITHIN_MS,
          `${name} of ${site} does not become ready`,
        ),
    };
  };
  const serviceOf = (site: string, service: string, name: string): TargetService => {
    const oldest = async () => (await podsOf(site, service))[0] ?? missing(service, site);
    const rolledOut = async () =>
      void (await kubectl(site, 'rollout', 'status', `deployment/${service}`, `--timeout=${READY_WITHIN_MS}ms`));
    const target: TargetProcess = {
      name,
      isRunning: async () => (await podsOf(site, service)).length > 0,
      kill: async () => send('SIGKILL', await oldest(), SERVICE),
      signal: async (which) => {
        if (which === 'SIGUSR2') throw new DriverError(`${service} has no lame duck mode`);
        await send(which, await oldest(), SERVICE);
      },
    };
    return {
      ...target,
      site,
      isWanted: true,
      stop: () => Promise.reject(new DriverError('the services of the clusters are scaled, not stopped')),
      async restart() {
        await kubectl(site, 'rollout', 'restart', `deployment/${service}`);
        await rolledOut();
      },
      ready: rolledOut,
    };
  };

  const link = await asDriver(findLink(demo));
  const brokers = new Map<string, readonly TargetBroker[]>();
  const deployed = new Map<string, ReadonlySet<string>>();
  for (const { name: site } of TOPOLOGY.sites) {
    const deployments = await list<Named>((args) => kubectl(site, ...args), 'deployments');
    deployed.set(site, new Set(deployments.map(({ metadata }) => metadata.name)));
    const pods = await podsOf(site, BROKERS);
    brokers.set(
      site,
      pods.map(({ metadata }) => brokerOf(site, metadata.name)),
    );
  }
  return {
    brokers: (site) => brokers.get(site) ?? [],
    services: placementsOf(TOPOLOGY).flatMap(({ service, site, name }) =>
      // The front door is outside of both clusters.
      site !== null && deployed.get(site)?.has(service.name) === true ? [serviceOf(site, service.name, name)] : [],
    ),
    cutLink: () => asDriver(cutLink(link)),
    restoreLink: () => asDriver(restoreLink(link)),
  };
}

function missing(name: string, site: string): never {
  throw new DriverError(`${site} runs no pod of ${name}`);
}
