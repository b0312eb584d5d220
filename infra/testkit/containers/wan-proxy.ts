import { ToxiProxyContainer, type CreatedProxy } from '@testcontainers/toxiproxy';
import type { StartedNetwork } from 'testcontainers';
import { joinNetworks } from './join-networks.ts';
import { ownLabels } from './sweep.ts';

const IMAGE = 'ghcr.io/shopify/toxiproxy:2.12.0';

type AddToxic = CreatedProxy['instance']['addToxic'];
type Toxic = Awaited<ReturnType<AddToxic>>;
type ToxicType = Parameters<AddToxic>[0]['type'];

/** Which side receives nothing: the leaf that dials, the hub that it dials, or both. */
type Unreached = 'leaf' | 'hub' | 'both';

/** What the leaf sends goes upstream, for it dials. */
const STREAMS = { leaf: ['downstream'], hub: ['upstream'], both: ['upstream', 'downstream'] } as const;

/** How slow a link can be. */
interface Slowness {
  /** One way, in milliseconds. */
  readonly latency: number;
  readonly jitter: number;
  /** KB a second, each way. */
  readonly rate: number;
}

/** The WAN proxy between the sites: the only container on both networks. */
export interface ToxicWanProxy extends AsyncDisposable {
  /** What the leaf's brokers dial. */
  readonly host: string;
  readonly port: number;
  /** Connections end, new ones are refused. */
  cut(): Promise<void>;
  /** Connections stay; what is sent one way, or either way, does not arrive. */
  halfOpen(unreached: Unreached): Promise<void>;
  /** Connected, but slow. */
  slow(slowness: Slowness): Promise<void>;
  /** Removes every fault. */
  restore(): Promise<void>;
}

/**
 * Creates a proxy from the network of a site that dials to an address on the network of the site that it dials. Behind a name of several brokers it leads to one that runs: a
 * broker without a link of its own would be cut off, for a leaf does not reach its hub through its cluster's other brokers.
 */
export async function createToxicWanProxy(
  leaf: StartedNetwork,
  hub: StartedNetwork,
  upstream: string,
): Promise<ToxicWanProxy> {
  await using stack = new AsyncDisposableStack();
  const host = 'cable';
  const toxiproxy = new ProxyOnBoth(hub, host).withLabels(ownLabels()).withNetwork(leaf).withNetworkAliases(host);
  const started = stack.use(await toxiproxy.start());
  const proxy = await started.createProxy({ name: 'leaf', upstream, enabled: true });
  const toxics: Toxic[] = [];
  const add = async (type: ToxicType, stream: 'upstream' | 'downstream', attributes: object) => {
    toxics.push(await proxy.instance.addToxic({ name: `${type}-${stream}`, type, stream, toxicity: 1, attributes }));
  };
  const running = stack.move();
  return {
    host,
    port: Number(proxy.instance.listen.split(':').at(-1)),
    cut: async () => void (await proxy.setEnabled(false)),
    async halfOpen(unreached) {
      for (const stream of STREAMS[unreached]) await add('timeout', stream, { timeout: 0 });
    },
    async slow({ latency, jitter, rate }) {
      for (const stream of ['upstream', 'downstream'] as const) {
        await add('latency', stream, { latency, jitter });
        await add('bandwidth', stream, { rate });
      }
      await proxy.setEnabled(true);
    },
    async restore() {
      await Promise.all(toxics.splice(0).map((toxic) => toxic.remove()));
      await proxy.setEnabled(true);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

class ProxyOnBoth extends ToxiProxyContainer {
  readonly #cloud: StartedNetwork;
  readonly #alias: string;
  constructor(cloud: StartedNetwork, alias: string) {
    super(IMAGE);
    this.#cloud = cloud;
    this.#alias = alias;
  }
  protected override containerCreated(id: string): Promise<void> {
    return joinNetworks(id, [this.#cloud], this.#alias);
  }
}
