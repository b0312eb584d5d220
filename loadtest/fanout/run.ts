import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBroker } from './broker.ts';
import { OTHER_CORE, Pinned, SERVER_CORE } from './children.ts';
import { QUOTES_PER_SECOND, SYMBOLS, WATCHED } from './market.ts';
import type { Watchlists } from './market.ts';
import { cpuSeconds, residentBytes } from './process-figures.ts';
import type { Received } from './receiver.ts';
import type { Way } from './ways.ts';

export interface RunOptions {
  readonly way: Way;
  readonly clients: number;
  readonly lists: Watchlists;
  readonly warmUpMs: number;
  readonly measureMs: number;
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

const SETTLE_MS = 500;
const script = (name: string) => resolve(import.meta.dirname, name);

/** One way under the load, with everything started anew. */
export async function run({ way, clients, lists, warmUpMs, measureMs }: RunOptions): Promise<RunResult> {
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(await startBroker(way.start === null ? SERVER_CORE : OTHER_CORE));
  const load = stack.use(
    new Pinned(process.execPath, [script('load.ts')], { core: OTHER_CORE, env: { NATS_URL: broker.url } }),
  );
  await load.next();
  const server =
    way.start === null ? { pid: broker.pid, port: broker.webSocketPort } : stack.use(await way.start(broker.url));
  const receiver = stack.use(new Pinned(process.execPath, [script('receiver.ts')], { core: OTHER_CORE }));
  await delay(SETTLE_MS);
  const before = residentBytes(server.pid);
  receiver.send({ protocol: way.protocol, port: server.port, clients, lists });
  await receiver.next();
  await delay(SETTLE_MS);
  const bytesPerClient = (residentBytes(server.pid) - before) / clients;
  load.send('go');
  await delay(warmUpMs);

  const used = cpuSeconds(server.pid);
  receiver.send('begin');
  await delay(measureMs);
  receiver.send('end');
  const received = (await receiver.next()) as Received;
  const serverSeconds = cpuSeconds(server.pid) - used;
  const meant = ((clients * WATCHED) / SYMBOLS) * QUOTES_PER_SECOND * received.seconds;
  return {
    way: way.id,
    clients,
    lists,
    deliveriesPerCpuSecond: received.deliveries / serverSeconds,
    delivered: received.deliveries / meant,
    p50: received.p50,
    p99: received.p99,
    bytesPerQuote: received.bytes / received.deliveries,
    bytesPerClient,
    serverBusy: serverSeconds / received.seconds,
    receiverBusy: received.cpuSeconds / received.seconds,
    fairness: received.fairness,
  };
}
