import { setTimeout as delay } from 'node:timers/promises';
import { startGateway } from '../fanout/gateway.ts';
import type { RunningGateway } from '../fanout/gateway.ts';
import { expectedDeliveries } from '../fanout/workload.ts';
import { cpuSeconds } from '../fanout/process-figures.ts';
import { openTestBed } from '../fanout/test-bed.ts';
import { UNLIMITED } from '../fanout/ways.ts';

export interface Overload {
  readonly clients: number;
  /** Among the reading clients: the fewest updates of a client divided by the most. */
  readonly fairness: number;
  /** The share of the quotes published for the clients that was sent: the rest was conflated into newer ones. */
  readonly delivered: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The interval between flushes by the gateway's own metric, in milliseconds. */
  readonly flushEveryMs: number;
  /** How much of their cores the gateway and the receiver used. */
  readonly serverBusy: number;
  readonly receiverBusy: number;
}

interface OverloadOptions {
  /** Without it, what one core can serve is measured first, and doubled. */
  readonly clients: number | undefined;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** The clients of the run that measures the cost of each. */
const PROBE = 1_000;
/** The limit of one receiver and of open files. */
const MOST = 8_000;

/** What the gateway does, first with as many clients as a core is good for by its cost, then with twice as many. */
export async function overload({ clients, ...times }: OverloadOptions): Promise<Overload[]> {
  if (clients !== undefined) return [await run({ clients, ...times })];
  console.error(`what ${PROBE} clients cost`);
  const probe = await run({ clients: PROBE, ...times });
  // What is conflated was not paid for: a gateway that others leave little time to conflates more.
  const enough = Math.min(MOST / 2, Math.round((PROBE * probe.delivered) / probe.serverBusy));
  return [probe, await run({ clients: enough, ...times }), await run({ clients: 2 * enough, ...times })];
}

async function run({ clients, warmUpMs, measureMs }: OverloadOptions & { clients: number }): Promise<Overload> {
  console.error(`${clients} clients`);
  await using testBed = await openTestBed<RunningGateway>((natsUrl) => startGateway(natsUrl, UNLIMITED));
  await testBed.join({ protocol: 'gateway', clients, lists: 'distinct' });
  testBed.publish();
  await delay(warmUpMs);
  const used = cpuSeconds(testBed.server.pid);
  const received = await testBed.measure(measureMs);
  const serverSeconds = cpuSeconds(testBed.server.pid) - used;
  return {
    clients,
    fairness: received.fairness,
    delivered: received.deliveries / expectedDeliveries(clients, received.seconds),
    p50: received.p50,
    p99: received.p99,
    flushEveryMs: (await testBed.server.metric('gateway_flush_interval_seconds')) * 1_000,
    serverBusy: serverSeconds / received.seconds,
    receiverBusy: received.cpuSeconds / received.seconds,
  };
}
