import { setTimeout as delay } from 'node:timers/promises';
import type { BridgeAlarm } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { auditStream, siteManager, startTopology } from '@quotebridge/testkit';
import type { AuditResult, Topology } from '@quotebridge/testkit';
import { followBridge } from '../../../e2e/bridge-status.ts';
import type { BridgeListener } from '../../../e2e/bridge-status.ts';

const POLL_MS = 50;
/** Far more than any repair takes. A mirror that is not well by then stays stuck. */
const WELL_WITHIN_MS = 90_000;
/** Alternately, once the link is down: a cut that the leaf connections survive, and one after which they reconnect. */
const CUTS_MS = [500, 6_000];
/** With one replica. */
const UNREPLICATED_MS = 10_000;
const FAR_AHEAD = 99_999_999_999;

/** How often to do what to a mirror of three replicas while quotes flow. */
export interface MirrorEnduranceOptions {
  readonly cuts: number;
  readonly leaderChanges: number;
  /** From 3 replicas to 1 and back. */
  readonly replicaChanges: number;
  /** Sends the origin's consumer to where there is nothing. */
  readonly consumerResets: number;
  readonly symbols: number;
  readonly rate: number;
  readonly onProgress?: (sentence: string) => void;
}

/** What one fault did, in milliseconds since it began. For a cut, recovery counts from its end. */
export interface Ordeal {
  /** `null` when there was none: the mirror recovered by itself. */
  readonly alarmAfter: number | null;
  readonly alarms: readonly BridgeAlarm['code'][];
  readonly actions: readonly string[];
  /** `null` when it stayed stuck. */
  readonly wellAfter: number | null;
}

export interface MirrorEnduranceResult {
  readonly ordeals: ReadonlyMap<string, readonly Ordeal[]>;
  readonly audit: AuditResult;
  /** No mirror stayed stuck; nothing is lost, duplicated or out of order. */
  readonly clean: boolean;
}

interface Bench {
  readonly topology: Topology;
  readonly bridge: BridgeListener;
  readonly lastAtOrigin: () => Promise<number>;
  /** How many replicas the mirror has beside its leader that are up to date. */
  readonly replicasAtMirror: () => Promise<number>;
  /** Asks as the cloud's bridge service. */
  readonly ask: (subject: string, request: string, reply?: string) => Promise<void>;
}

/** Disturbs the mirror. Resolves with the start of the disturbance on the monotonic clock, if that is not the time of the call. */
type Fault = (bench: Bench, stopping: AbortSignal, turn: number) => Promise<number | void>;

const cut: Fault = async ({ topology, bridge }, stopping, turn) => {
  topology.sites.cable.cut();
  await until(() => bridge.status?.link === 'down', stopping);
  await delay(CUTS_MS[turn % CUTS_MS.length], undefined, { signal: stopping });
  topology.sites.cable.restore();
  return performance.now();
};

const changeLeader: Fault = ({ ask }) => ask(`site.API.STREAM.LEADER.STEPDOWN.${QUOTES_STREAM}`, '');

const changeReplicas: Fault = async ({ topology, bridge, lastAtOrigin, replicasAtMirror }, stopping) => {
  const service = topology.service('bridge-cloud');
  await service.restart({ REPLICAS: '1' });
  const last = await lastAtOrigin();
  await until(() => (bridge.quotes?.lastSeq ?? 0) > last, stopping);
  await delay(UNREPLICATED_MS, undefined, { signal: stopping });
  await service.restart({ REPLICAS: '3' });
  const from = performance.now();
  // Until its new replicas are ready, the mirror may continue with the old one.
  await until(async () => (await replicasAtMirror()) === 2, stopping);
  return from;
};

const resetConsumer: Fault = ({ ask }) =>
  ask(
    `origin.API.CONSUMER.RESET.${QUOTES_STREAM}.CLOUD`,
    JSON.stringify({ seq: FAR_AHEAD }),
    'bridge.answers.endurance',
  );

/** Faults in a row, each when the mirror is well again after the one before. Throws when the topology does not start. */
export async function endureMirror(
  options: MirrorEnduranceOptions,
  stopping: AbortSignal,
): Promise<MirrorEnduranceResult> {
  const { symbols, rate, onProgress } = options;
  const planned: readonly (readonly [name: string, times: number, fault: Fault])[] = [
    ['cut', options.cuts, cut],
    ['mirror leader change', options.leaderChanges, changeLeader],
    ['replicas 3 → 1 → 3', options.replicaChanges, changeReplicas],
    ['consumer reset far ahead', options.consumerResets, resetConsumer],
  ];
  await using stack = new AsyncDisposableStack();
  const topology = stack.use(await startTopology({ brokers: 3, symbols, rate }));
  const bridge = stack.use(await followBridge(topology));
  const [onprem, cloud] = await Promise.all([
    topology.connect('onprem', 'bridge'),
    topology.connect('cloud', 'bridge'),
  ]);
  stack.defer(async () => {
    await Promise.all([onprem.close(), cloud.close()]);
  });
  const atOrigin = await siteManager(onprem);
  const atMirror = await siteManager(cloud);
  const bench: Bench = {
    topology,
    bridge,
    lastAtOrigin: async () => (await atOrigin.streams.info(QUOTES_STREAM)).state.last_seq,
    replicasAtMirror: async () => {
      const { cluster } = await atMirror.streams.info(QUOTES_STREAM);
      return cluster?.replicas?.filter(({ current }) => current).length ?? 0;
    },
    ask: async (subject, request, reply) => {
      const own = reply === undefined ? {} : { noMux: true, reply };
      const answer = await cloud.request(subject, request, { timeout: 5_000, ...own });
      const { error } = answer.json<{ error?: { description: string } }>();
      if (error !== undefined) throw new Error(`${subject}: ${error.description}`);
    },
  };
  await untilWell(bench, stopping);

  const ordeals = new Map<string, Ordeal[]>();
  let stuck = 0;
  for (const [name, times, fault] of planned) {
    const done: Ordeal[] = [];
    if (times > 0) ordeals.set(name, done);
    while (done.length < times && stuck === 0) {
      const ordeal = await endure(bench, fault, stopping, done.length);
      done.push(ordeal);
      if (ordeal.wellAfter === null) stuck += 1;
      onProgress?.(`${name} ${done.length}/${times}: ${ordeal.wellAfter === null ? 'STUCK' : 'well'}`);
    }
  }
  const reader = await topology.connect('cloud', 'reader');
  stack.defer(() => reader.close());
  const audit = await auditStream(reader);
  const clean = stuck === 0 && audit.quotes > 0 && audit.lost + audit.duplicates + audit.outOfOrder === 0;
  return { ordeals, audit, clean };
}

async function endure(bench: Bench, fault: Fault, stopping: AbortSignal, turn: number): Promise<Ordeal> {
  const { bridge } = bench;
  bridge.forget();
  const began = performance.now();
  const from = (await fault(bench, stopping, turn)) ?? began;
  const wellAfter = (await untilWell(bench, stopping)) ? performance.now() - from : null;
  const firstAt = bridge.firstAlarmAt;
  return {
    alarmAfter: firstAt === null ? null : firstAt - from,
    alarms: bridge.alarms.map(({ code }) => code),
    actions: [...bridge.actions],
    wellAfter,
  };
}

/** Waits until the mirror has all that the origin has now, is fully replicated and shows no alarm. Answers whether it came to that. */
async function untilWell({ bridge, lastAtOrigin }: Bench, stopping: AbortSignal): Promise<boolean> {
  const last = await lastAtOrigin();
  return until(() => {
    const { status, quotes } = bridge;
    if (status === null || quotes === null || status.link !== 'up') return false;
    return status.streams.every(({ declared, alarm }) => declared && alarm === null) && quotes.lastSeq > last;
  }, stopping);
}

async function until(holds: () => boolean | Promise<boolean>, stopping: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + WELL_WITHIN_MS;
  // A stream that is electing its leader has no answer.
  while (!(await Promise.resolve(holds()).catch(() => false))) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS, undefined, { signal: stopping });
  }
  return true;
}
