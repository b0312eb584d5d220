import { clusterOf, SITES, type Demo, type Site } from './demo.ts';
import { listClusters } from './clusters.ts';
import { findFrontDoor } from './front-door.ts';
import { isReady, kubectlFor, list, type Kubectl, type Node, type Pod } from './kubectl.ts';
import { CommandError } from './run.ts';
import { listVolumes, type Volume } from './volumes.ts';

/** A broker, by its own monitoring. Fields are `null` where it does not answer. */
export interface BrokerState {
  readonly pod: string;
  readonly node: string;
  readonly ready: boolean;
  readonly version: string | null;
  /** When it last read its configuration. */
  readonly configLoaded: string | null;
  readonly leafs: readonly LeafState[];
  readonly streams: readonly StreamState[];
}

interface LeafState {
  readonly account: string;
  readonly rtt: string;
}

const RECEIVES_WITHIN_NS = 2_500_000_000;

export interface StreamState {
  readonly name: string;
  readonly leader: boolean;
  readonly messages: number;
  readonly lastSeq: number;
  /** Messages behind the origin; `unknown` when the mirror has received nothing for seconds; `null` at the origin. */
  readonly lag: number | 'unknown' | null;
}

interface ServiceState {
  readonly name: string;
  readonly ready: number;
  readonly pods: number;
  readonly restarts: number;
  readonly image: string;
}

export interface SiteState {
  readonly site: Site;
  readonly cluster: string;
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly volumes: readonly Volume[];
  readonly brokers: readonly BrokerState[];
  readonly services: readonly ServiceState[];
}

/** There is a cluster, and its API server does not answer. */
export interface SilentSite {
  readonly site: Site;
  readonly cluster: string;
  readonly problem: string;
}

export function isSilent(site: SiteState | SilentSite): site is SilentSite {
  return 'problem' in site;
}

export interface DemoState {
  /** `null` where there is no cluster. */
  readonly sites: readonly (SiteState | SilentSite | null)[];
  readonly url: string | null;
}

/** What can be seen of a demo from outside: the API servers' word, and the brokers'. */
export async function inspect(demo: Demo): Promise<DemoState> {
  const clusters = await listClusters();
  const sites = SITES.map(async (site) => (clusters.includes(clusterOf(demo, site)) ? inspectSite(demo, site) : null));
  return { sites: await Promise.all(sites), url: await findFrontDoor(demo) };
}

/** Whether it is a broker or a service: a Job beside them is not part of the demo. */
const OWN_PODS = ['pods', '--selector', 'app.kubernetes.io/component'];
const WITHIN = '--request-timeout=10s';

async function inspectSite(demo: Demo, site: Site): Promise<SiteState | SilentSite> {
  const kubectl = kubectlFor(demo, site);
  let nodes: readonly Node[];
  let pods: readonly Pod[];
  let volumes: readonly Volume[];
  try {
    [nodes, pods, volumes] = await Promise.all([
      list<Node>(kubectl, 'nodes', WITHIN),
      list<Pod>(kubectl, ...OWN_PODS, WITHIN),
      listVolumes(kubectl, WITHIN),
    ]);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { site, cluster: clusterOf(demo, site), problem: error.message.split('\n').at(-1) ?? '' };
  }
  const isBroker = ({ metadata }: Pod) => metadata.labels['app.kubernetes.io/component'] === 'broker';
  return {
    site,
    cluster: clusterOf(demo, site),
    nodes,
    pods,
    volumes,
    brokers: await Promise.all(pods.filter(isBroker).map((pod) => inspectBroker(kubectl, pod))),
    services: groupServices(pods.filter((pod) => !isBroker(pod))),
  };
}

/** The parts that are used of `/varz`, `/leafz` and `/jsz` in the server's documentation. */
interface Varz {
  readonly version: string;
  readonly config_load_time: string;
  readonly server_name: string;
}
interface Leafz {
  readonly leafs?: readonly LeafState[] | null;
}
interface Mirror {
  readonly lag: number;
  /** Nanoseconds since it received anything from its origin; -1 when it never did. */
  readonly active: number;
}
interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string;
      readonly cluster?: { readonly leader?: string };
      readonly state: { readonly messages: number; readonly last_seq: number };
      readonly mirror?: Mirror;
    }[];
  }[];
}

/** Its origin sends something at least once a second. A mirror that receives nothing does not know its lag. */
export function lagOf({ lag, active }: Mirror): number | 'unknown' {
  return active < 0 || active > RECEIVES_WITHIN_NS ? 'unknown' : lag;
}

async function inspectBroker(kubectl: Kubectl, pod: Pod): Promise<BrokerState> {
  const { name } = pod.metadata;
  const known = { pod: name, node: pod.spec.nodeName ?? '-', ready: isReady(pod) };
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const args = ['exec', name, '--container', 'nats', '--', 'wget', '-q', '-O', '-', `http://127.0.0.1:8222/${path}`];
    return JSON.parse(await kubectl(args)) as Answer;
  };
  try {
    const [varz, leafz, jsz] = await Promise.all([
      ask<Varz>('varz'),
      ask<Leafz>('leafz'),
      ask<Jsz>('jsz?accounts=true&streams=true'),
    ]);
    const streams = (jsz.account_details ?? []).flatMap(({ stream_detail = [] }) => stream_detail);
    return {
      ...known,
      version: varz.version,
      configLoaded: varz.config_load_time,
      leafs: leafz.leafs ?? [],
      streams: streams.map((stream) => ({
        name: stream.name,
        // One broker alone has no cluster, and leads.
        leader: (stream.cluster?.leader ?? varz.server_name) === varz.server_name,
        messages: stream.state.messages,
        lastSeq: stream.state.last_seq,
        lag: stream.mirror === undefined ? null : lagOf(stream.mirror),
      })),
    };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ...known, version: null, configLoaded: null, leafs: [], streams: [] };
  }
}

function groupServices(pods: readonly Pod[]): readonly ServiceState[] {
  const byName = Map.groupBy(pods, ({ metadata }) => metadata.labels['app.kubernetes.io/name'] ?? metadata.name);
  return [...byName].map(([name, own]) => ({
    name,
    ready: own.filter(isReady).length,
    pods: own.length,
    restarts: own
      .flatMap(({ status }) => status.containerStatuses ?? [])
      .reduce((sum, { restartCount }) => sum + restartCount, 0),
    image: [...new Set(own.flatMap(({ spec }) => spec.containers.map(({ image }) => image)))].join(', '),
  }));
}
