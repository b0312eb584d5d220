import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import { everySymbol, watchlist } from './workload.ts';
import type { Watchlists } from './workload.ts';
import { PROTOCOLS } from './protocols.ts';
import { RawSocket } from './raw-socket.ts';
import { Scanner } from './scan.ts';

/** A process of its own: all clients of a run, the same for every way. */

export interface ReceiverOrder {
  readonly protocol: string;
  readonly port: number;
  readonly clients: number;
  readonly lists: Watchlists;
  /** How many of them, the last ones, watch every symbol and read nothing once they have joined. Default none. */
  readonly stalled?: number;
}

export interface Received {
  readonly deliveries: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Milliseconds from the moment at which a quote was to be published until it was here. */
  readonly p50: number;
  readonly p99: number;
  /** Among the reading clients: the fewest deliveries of a client divided by the most. */
  readonly fairness: number;
}

const AT_A_TIME = 50;
const ALIVE_MS = 10_000;
const AGE_RANGE = { lowest: 1, highest: 600_000_000, figures: 3 };

let ages = createHistogram(AGE_RANGE);
let bytes = 0;
let perClient = new Uint32Array(0);
let started = 0;
let cpu = process.cpuUsage();

async function join({ protocol: name, port, clients, lists, stalled = 0 }: ReceiverOrder): Promise<void> {
  const protocol = PROTOCOLS[name];
  if (protocol === undefined) throw new Error(`no protocol ${name}`);
  const reading = clients - stalled;
  perClient = new Uint32Array(reading);
  const sockets: RawSocket[] = [];
  const joinOne = (client: number) =>
    new Promise<void>((resolve, reject) => {
      const symbols = client < reading ? watchlist(client, lists) : everySymbol();
      const socket = new RawSocket({
        port,
        path: protocol.path,
        isBinary: name === 'nats',
        onOpen: (open) => protocol.hello?.(symbols).forEach((text) => open.say(text)),
        onMessage: (open, text) => {
          const { say = [], joined } = protocol.answer(text, symbols);
          for (const each of say) open.say(each);
          if (joined !== true) return;
          if (client < reading) open.onBytes = count(client);
          else open.stall();
          resolve();
        },
        onEnd: (error) => reject(error ?? new Error('the server closed a connection')),
      });
      sockets.push(socket);
    });
  for (let client = 0; client < clients; client += AT_A_TIME) {
    const some = Array.from({ length: Math.min(AT_A_TIME, clients - client) }, (_, index) => joinOne(client + index));
    await Promise.all(some);
  }
  const { alive } = protocol;
  if (alive !== undefined) setInterval(() => sockets.forEach((socket) => socket.say(alive)), ALIVE_MS);
}

function count(client: number): (chunk: Buffer) => void {
  let at = 0;
  const scanner = new Scanner(
    (quotes) => {
      perClient[client] = (perClient[client] ?? 0) + quotes;
    },
    (stamp) => ages.record(Math.max(1, Math.round((at - stamp) * 1_000))),
  );
  return (chunk) => {
    at = now();
    bytes += chunk.length;
    scanner.take(chunk);
  };
}

function begin(): void {
  ages = createHistogram(AGE_RANGE);
  bytes = 0;
  perClient.fill(0);
  started = performance.now();
  cpu = process.cpuUsage();
}

function end(): Received {
  const { user, system } = process.cpuUsage(cpu);
  return {
    deliveries: perClient.reduce((sum, each) => sum + each, 0),
    bytes,
    seconds: (performance.now() - started) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    p50: ages.percentile(50) / 1_000,
    p99: ages.percentile(99) / 1_000,
    fairness: Math.min(...perClient) / Math.max(1, ...perClient),
  };
}

process.on('message', (order: ReceiverOrder | 'begin' | 'end') => {
  if (order === 'begin') begin();
  else if (order === 'end') process.send?.(end());
  else {
    join(order).then(
      () => process.send?.('joined'),
      async (error: unknown) => {
        console.error(error);
        process.exitCode = 1;
        process.disconnect?.();
        await delay(0);
        process.exit();
      },
    );
  }
});
process.once('disconnect', () => process.exit());
