import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import { drift, now } from './clock.ts';
import { prepareMachine } from '../../../infra/tools/prepare-machine.ts';
import { describeMachine } from '../../../infra/tools/machine.ts';
import type { Load } from '../../shared/options.ts';
import { readStream, subscribe, subscribeCore } from './receivers.ts';
import { Checkpoint } from './checkpoint.ts';
import type { Latencies } from './checkpoint.ts';

const WARM_UP_MS = 5_000;
/** How long after its schedule the last quote may arrive. */
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
  /** What all others are compared with: a bare NATS subscriber in the cloud. */
  readonly peer: Latencies;
  readonly checkpoints: readonly (Latencies & { readonly name: string })[];
}

/** Runs a topology and receives every quote at each point of its path, all in this one process and by one clock. */
export async function measureLatency(options: LatencyOptions, stopping: AbortSignal): Promise<LatencyResult> {
  const { brokers, symbols, rate, seconds, sync } = options;
  const stored = new Checkpoint('stored in the on-prem stream');
  const onprem = new Checkpoint('reader of the on-prem stream');
  const peer = new Checkpoint('bare NATS subscriber in the cloud (baseline)');
  const mirror = new Checkpoint('reader of the cloud mirror');
  const gateway = new Checkpoint('Socket.IO client of the gateway');
  const frontDoor = new Checkpoint('Socket.IO client of the front door');
  const checkpoints = [stored, onprem, peer, mirror, gateway, frontDoor];

  const machine = describeMachine();
  await prepareMachine(stopping);
  await using topology = await startTopology({ brokers, symbols, rate, sync, env: { feed: { FEED_BURSTS: 'off' } } });
  await using connections = new AsyncDisposableStack();
  const connect = async (site: 'onprem' | 'cloud') =>
    connections.adopt(await topology.connect(site, 'gateway'), (nc) => nc.close());
  // A connection each: none waits behind another's bytes.
  await readStream(await connect('onprem'), onprem, stored);
  await readStream(await connect('cloud'), mirror);
  subscribeCore(await connect('cloud'), peer);
  connections.use(subscribe(topology.service('gateway').url, gateway));
  connections.use(subscribe(topology.url, frontDoor));

  console.error(`warming up, then measuring for ${seconds} s`);
  await newest(checkpoints, 1, stopping);
  const from = now() + WARM_UP_MS;
  const to = from + seconds * 1_000;
  for (const checkpoint of checkpoints) checkpoint.measure(from, to);
  await delay(to - now(), undefined, { signal: stopping });
  await newest(checkpoints, to, stopping);
  return {
    ...options,
    machine,
    clockDriftMs: drift(),
    peer: peer.latencies,
    checkpoints: checkpoints.map(({ name, latencies }) => ({ name, ...latencies })),
  };
}

/** Resolves when quotes scheduled for then, or later, have arrived everywhere. */
async function newest(checkpoints: readonly Checkpoint[], published: number, stopping: AbortSignal): Promise<void> {
  const deadline = now() + LATE_MS;
  while (checkpoints.some((checkpoint) => checkpoint.newest < published)) {
    if (now() > deadline) {
      const ages = checkpoints.map(
        (checkpoint) => `${checkpoint.name}: ${checkpoint.newest === 0 ? 'none' : now() - checkpoint.newest}`,
      );
      throw new Error(`quotes did not come within ${LATE_MS} ms; age of the newest in ms:\n${ages.join('\n')}`);
    }
    await delay(POLL_MS, undefined, { signal: stopping });
  }
}
