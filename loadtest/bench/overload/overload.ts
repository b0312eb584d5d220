import { setTimeout as delay } from 'node:timers/promises';
import { startGateway } from '../fanout/gateway.ts';
import type { RunningGateway } from '../fanout/gateway.ts';
import { quotesMeant } from '../fanout/market.ts';
import { cpuSeconds } from '../fanout/process-figures.ts';
import { openStage } from '../fanout/stage.ts';
import { UNLIMITED } from '../fanout/ways.ts';

export interface Overload {
  readonly clients: number;
  /** Of the clients that read: what the one with the fewest updates got, of what the one with the most got. */
  readonly fairness: number;
  /** Of the quotes published for the clients, the part that was sent as such: the rest was conflated into newer ones. */
  readonly delivered: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** What the gateway itself says of the interval between its flushes, in milliseconds: its clients are told the same. */
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

/** So many clients are served to find out what each costs. */
const PROBE = 1_000;
/** As many as one receiver and the limits on open files are good for. */
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
  await using stage = await openStage<RunningGateway>((natsUrl) => startGateway(natsUrl, UNLIMITED));
  await stage.join({ protocol: 'gateway', clients, lists: 'distinct' });
  stage.publish();
  await delay(warmUpMs);
  const used = cpuSeconds(stage.server.pid);
  const received = await stage.measure(measureMs);
  const serverSeconds = cpuSeconds(stage.server.pid) - used;
  return {
    clients,
    fairness: received.fairness,
    delivered: received.deliveries / quotesMeant(clients, received.seconds),
    p50: received.p50,
    p99: received.p99,
    flushEveryMs: (await stage.server.metric('gateway_flush_interval_seconds')) * 1_000,
    serverBusy: serverSeconds / received.seconds,
    receiverBusy: received.cpuSeconds / received.seconds,
  };
}
