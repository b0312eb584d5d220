import { setTimeout as delay } from 'node:timers/promises';
import { expectedDeliveries } from './workload.ts';
import type { Watchlists } from './workload.ts';
import { cpuSeconds, residentBytes } from './process-figures.ts';
import { openTestBed } from './test-bed.ts';
import type { TestBed } from './test-bed.ts';
import type { Way } from './ways.ts';

export interface RunOptions {
  readonly way: Way;
  readonly clients: number;
  readonly lists: Watchlists;
  /** Quotes a second, of all symbols. */
  readonly perSecond: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** How often it is measured: the result is the one in the middle, by its deliveries. */
  readonly times: number;
}

export interface RunResult {
  readonly way: string;
  readonly clients: number;
  readonly lists: Watchlists;
  readonly deliveriesPerCpuSecond: number;
  /** Of the quotes published for the clients, the part that came: below 1 where it conflates or cannot keep up. */
  readonly delivered: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly bytesPerQuote: number;
  /** What memory grew by, clients connected and subscribed but nothing sent yet, per client. */
  readonly bytesPerClient: number;
  /** How much of their cores the server and the receiver used. A receiver near 1 may be what the ages come from. */
  readonly serverBusy: number;
  readonly receiverBusy: number;
  readonly fairness: number;
}

/** One way under the load. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { way, clients, lists, perSecond, warmUpMs, times } = options;
  await using testBed = await openTestBed(way.start, perSecond);
  const { pid } = testBed.server;
  const before = residentBytes(pid);
  await testBed.join({ protocol: way.protocol, clients, lists });
  const bytesPerClient = (residentBytes(pid) - before) / clients;
  testBed.publish();
  await delay(warmUpMs);
  const results: RunResult[] = [];
  while (results.length < times) results.push({ ...(await measureOnce(testBed, options)), bytesPerClient });
  const [middle] = results
    .toSorted((a, b) => a.deliveriesPerCpuSecond - b.deliveriesPerCpuSecond)
    .slice(Math.floor(times / 2));
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

async function measureOnce(testBed: TestBed, { way, clients, lists, perSecond, measureMs }: RunOptions) {
  const { pid } = testBed.server;
  const used = cpuSeconds(pid);
  const received = await testBed.measure(measureMs);
  const serverSeconds = cpuSeconds(pid) - used;
  return {
    way: way.id,
    clients,
    lists,
    deliveriesPerCpuSecond: received.deliveries / serverSeconds,
    delivered: received.deliveries / expectedDeliveries(clients, received.seconds, perSecond),
    p50: received.p50,
    p99: received.p99,
    bytesPerQuote: received.bytes / received.deliveries,
    serverBusy: serverSeconds / received.seconds,
    receiverBusy: received.cpuSeconds / received.seconds,
    fairness: received.fairness,
  };
}
