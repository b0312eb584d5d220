import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AckPolicy, DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import {
  CLAIM_SUBJECT,
  HEARTBEAT_SUBJECT,
  INSTRUMENT_SUBJECTS,
  INSTRUMENTS_STREAM,
  QUOTE_SUBJECTS,
  QUOTES_STREAM,
} from '@quotebridge/contracts/wire';
import { createWanProxy } from '../../../infra/local/wan-proxy.ts';
import type { WanProxy } from '../../../infra/local/wan-proxy.ts';
import { BOTH_CORES, freePort, Pinned } from '../fanout/children.ts';
import { natsServer } from '../../shared/machine.ts';
import { waitFor } from '../fanout/wait.ts';

export type Sync = 'always' | '2m';

export interface SitesOptions {
  /** Brokers per site, and copies of each stream. */
  readonly brokers: 1 | 3;
  /** When the on-prem brokers sync to disk. */
  readonly sync: Sync;
}

/** How the cloud gets the stream of quotes: as the bridge services declare it, as a mirror without a durable consumer, or not at all. */
export type Copy = 'durable' | 'plain' | 'none';

export type Compression = 'off' | 's2_fast' | 's2_auto';

interface LinkOptions {
  /** Default `durable`. */
  readonly copy?: Copy;
  /** Of the link. Default `s2_auto`, as the brokers: by its round trip, which depends on the load. */
  readonly compression?: Compression;
  /** Whether the link goes through a proxy that counts bytes and can be cut. Default false. */
  readonly withCable?: boolean;
}

export interface Sites extends AsyncDisposable {
  readonly onprem: SiteBrokers;
  readonly cloud: SiteBrokers;
  /** `null` without a proxy. */
  readonly cable: WanProxy | null;
}

interface SiteBrokers {
  readonly pids: readonly number[];
  /** As `NATS_URL` has it. */
  readonly urls: string;
}

interface Plan {
  readonly name: string;
  readonly client: number;
  readonly monitor: number;
  readonly cluster: number;
  readonly leaf: number;
}

const DURABLE = 'CLOUD';
const SECOND_NS = 1_000_000_000;

/** Both sites' brokers with their streams as the bridge services declare them, without users. */
export async function startSites({
  brokers,
  sync,
  copy = 'durable',
  compression = 's2_auto',
  withCable = false,
}: SitesOptions & LinkOptions): Promise<Sites> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'quotebridge-pipeline-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const cloud = await planSite('cloud', brokers);
  const onprem = await planSite('onprem', brokers);
  const targets = cloud.map(({ leaf }) => leaf);
  const cable = withCable ? stack.use(await createWanProxy({ port: 0, targets })) : null;
  const dialled = (cable === null ? targets : [cable.port]).map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  const start = async (site: 'onprem' | 'cloud', plans: readonly Plan[], leafnodes: (plan: Plan) => string) => {
    const pids: number[] = [];
    for (const plan of plans) {
      const routes = plans.map(({ cluster }) => `"nats://127.0.0.1:${cluster}"`).join(', ');
      const config = join(dir, `${plan.name}.conf`);
      const lines = [
        `server_name: ${plan.name}`,
        `listen: "127.0.0.1:${plan.client}"`,
        `http: "127.0.0.1:${plan.monitor}"`,
        'ping_interval: "2s", ping_max: 2',
        `jetstream { store_dir: "${join(dir, plan.name)}", domain: ${site}, sync_interval: "${site === 'onprem' ? sync : '2m'}" }`,
        `leafnodes { compression: ${compression}, ${leafnodes(plan)} }`,
        plans.length > 1 ? `cluster { name: ${site}, listen: "127.0.0.1:${plan.cluster}", routes: [${routes}] }` : '',
      ];
      await writeFile(config, lines.join('\n'));
      pids.push(stack.use(new Pinned(natsServer(), ['-c', config], { core: BOTH_CORES })).pid);
    }
    for (const { name, monitor } of plans)
      await waitFor(async () => (await fetch(`http://127.0.0.1:${monitor}/healthz`)).ok, `the broker ${name}`);
    return { pids, urls: plans.map(({ client }) => `nats://127.0.0.1:${client}`).join(',') };
  };
  const sites = {
    cloud: await start('cloud', cloud, ({ leaf }) => `listen: "127.0.0.1:${leaf}", no_advertise: true`),
    onprem: await start(
      'onprem',
      onprem,
      () => `reconnect: "250ms", remotes: [{ urls: [${dialled}], compression: ${compression} }]`,
    ),
  };
  await declareOrigin(sites.onprem.urls, brokers, copy);
  if (copy !== 'none') await declareMirrors(sites.cloud.urls, brokers, copy);
  const owned = stack.move();
  return { ...sites, cable, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function planSite(site: string, brokers: number): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (let number = 1; number <= brokers; number += 1) {
    plans.push({
      name: `${site}-${number}`,
      client: await freePort(),
      monitor: await freePort(),
      cluster: await freePort(),
      leaf: await freePort(),
    });
  }
  return plans;
}

const deliverSubject = (stream: string) => `mirror.${stream}.cloud`;

async function declareOrigin(urls: string, replicas: number, copy: Copy): Promise<void> {
  await withManager(urls, async ({ streams, consumers }) => {
    const wanted = [
      { name: QUOTES_STREAM, subjects: [QUOTE_SUBJECTS, HEARTBEAT_SUBJECT, CLAIM_SUBJECT], allow_atomic: true },
      { name: INSTRUMENTS_STREAM, subjects: [INSTRUMENT_SUBJECTS], max_msgs_per_subject: 1 },
    ];
    for (const stream of wanted) {
      const declare = () => streams.add({ ...stream, allow_direct: true, num_replicas: replicas });
      await waitFor(async () => (await declare()) !== undefined, `the stream ${stream.name}`);
      if (copy !== 'durable') continue;
      await consumers.add(stream.name, {
        durable_name: DURABLE,
        deliver_subject: deliverSubject(stream.name),
        deliver_policy: DeliverPolicy.All,
        ack_policy: AckPolicy.FlowControl,
        flow_control: true,
        idle_heartbeat: SECOND_NS,
        num_replicas: replicas,
      });
    }
  });
}

async function declareMirrors(urls: string, replicas: number, copy: Copy): Promise<void> {
  await withManager(urls, async ({ streams }) => {
    for (const name of [QUOTES_STREAM, INSTRUMENTS_STREAM]) {
      const durable = { consumer: { name: DURABLE, deliver_subject: deliverSubject(name) } };
      const mirror = {
        name,
        external: { api: '$JS.onprem.API', deliver: '' },
        ...(copy === 'durable' && durable),
      };
      const declare = () => streams.add({ name, allow_direct: true, num_replicas: replicas, mirror });
      await waitFor(async () => (await declare()) !== undefined, `the mirror ${name}`);
    }
  });
}

async function withManager(urls: string, act: (manager: JetStreamManager) => Promise<void>): Promise<void> {
  const nc = await connect({ servers: urls.split(',') });
  try {
    await act(await jetstreamManager(nc, { checkAPI: false }));
  } finally {
    await nc.close();
  }
}
