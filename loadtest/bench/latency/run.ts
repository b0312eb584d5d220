import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import { drift, now } from './clock.ts';
import { prepareMachine } from '../../../infra/tools/prepare-machine.ts';
import { describeMachine } from '../../shared/machine.ts';
import type { Load } from '../../shared/options.ts';
import { listen, readStream, subscribe } from './receivers.ts';
import { Stage } from './stage.ts';
import type { Latencies } from './stage.ts';

const WARM_UP_MS = 5_000;
/** How long after it was to be published the last quote may arrive. */
const LATE_MS = 15_000;
const POLL_MS = 20;

export interface LatencyOptions extends Load {
  readonly seconds: number;
  /** When on-prem brokers put on disk what they acknowledge. */
  readonly sync: 'always' | '2m';
}

export interface LatencyResult extends LatencyOptions {
  readonly machine: string;
  /** How far the clock of the receiving process went from the system's. */
  readonly clockDriftMs: number;
  /** What all others are held against: a bare NATS subscriber in the cloud. */
  readonly peer: Latencies;
  readonly stages: readonly (Latencies & { readonly name: string })[];
}

/** Runs a topology and hears every quote at each point of its way, all in this one process and by one clock. */
export async function measureLatency(options: LatencyOptions, stopping: AbortSignal): Promise<LatencyResult> {
  const { brokers, symbols, rate, seconds, sync } = options;
  const stored = new Stage('stored in the on-prem stream');
  const onprem = new Stage('reader of the on-prem stream');
  const peer = new Stage('bare NATS subscriber in the cloud (baseline)');
  const mirror = new Stage('reader of the cloud mirror');
  const gateway = new Stage('Socket.IO client of the gateway');
  const frontDoor = new Stage('Socket.IO client of the front door');
  const stages = [stored, onprem, peer, mirror, gateway, frontDoor];

  const machine = describeMachine();
  await prepareMachine(stopping);
  await using topology = await startTopology({ brokers, symbols, rate, sync, env: { feed: { FEED_BURSTS: 'off' } } });
  await using connections = new AsyncDisposableStack();
  const connect = async (site: 'onprem' | 'cloud') =>
    connections.adopt(await topology.connect(site, 'reader'), (nc) => nc.close());
  // A connection each: none waits behind another's bytes.
  await readStream(await connect('onprem'), onprem, stored);
  await readStream(await connect('cloud'), mirror);
  listen(await connect('cloud'), peer);
  connections.use(subscribe(topology.service('gateway').url, gateway));
  connections.use(subscribe(topology.url, frontDoor));

  console.error(`warming up, then measuring for ${seconds} s`);
  await newest(stages, 1, stopping);
  const from = now() + WARM_UP_MS;
  const to = from + seconds * 1_000;
  for (const stage of stages) stage.measure(from, to);
  await delay(to - now(), undefined, { signal: stopping });
  await newest(stages, to, stopping);
  return {
    ...options,
    machine,
    clockDriftMs: drift(),
    peer: peer.latencies,
    stages: stages.map(({ name, latencies }) => ({ name, ...latencies })),
  };
}

/** Resolves when quotes that were to be published then, or later, have come everywhere. */
async function newest(stages: readonly Stage[], published: number, stopping: AbortSignal): Promise<void> {
  const deadline = now() + LATE_MS;
  while (stages.some((stage) => stage.newest < published)) {
    if (now() > deadline) {
      const ages = stages.map((stage) => `${stage.name}: ${stage.newest === 0 ? 'none' : now() - stage.newest}`);
      throw new Error(`quotes did not come within ${LATE_MS} ms; age of the newest in ms:\n${ages.join('\n')}`);
    }
    await delay(POLL_MS, undefined, { signal: stopping });
  }
}
