import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBroker } from './broker.ts';
import { OTHER_CORE, Pinned, SERVER_CORE } from './children.ts';
import { QUOTES_PER_SECOND } from './workload.ts';
import type { Received, ReceiverOrder } from './receiver.ts';
import type { Running } from './running.ts';

/** Everything that a measurement needs, started for it and stopped afterwards. */
export interface TestBed<S extends Running = Running> extends AsyncDisposable {
  readonly server: S;
  /** From now on quotes are published. */
  publish(): void;
  /** Connects and subscribes clients. */
  join(order: Omit<ReceiverOrder, 'port'>): Promise<void>;
  /** What the clients received meanwhile. */
  measure(forMs: number, meanwhile?: () => Promise<void>): Promise<Received>;
}

/** What was allocated for the clients settles before memory is read. In milliseconds. */
const SETTLE_MS = 500;
const script = (name: string) => resolve(import.meta.dirname, name);

/** `start` starts the server under measurement for a broker; `null` when it is the broker itself. */
export function openTestBed<S extends Running>(
  start: (natsUrl: string) => Promise<S>,
  perSecond?: number,
): Promise<TestBed<S>>;
export function openTestBed(
  start: ((natsUrl: string) => Promise<Running>) | null,
  perSecond?: number,
): Promise<TestBed>;
export async function openTestBed(
  start: ((natsUrl: string) => Promise<Running>) | null,
  perSecond = QUOTES_PER_SECOND,
): Promise<TestBed> {
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(await startBroker(start === null ? SERVER_CORE : OTHER_CORE));
  const env = { NATS_URL: broker.url, RATE: String(perSecond) };
  const load = stack.use(new Pinned(process.execPath, [script('publisher.ts')], { core: OTHER_CORE, env }));
  await load.next();
  const itself = { pid: broker.pid, port: broker.webSocketPort, [Symbol.asyncDispose]: async () => undefined };
  const server = start === null ? itself : stack.use(await start(broker.url));
  const receiver = stack.use(new Pinned(process.execPath, [script('receiver.ts')], { core: OTHER_CORE }));
  await delay(SETTLE_MS);
  const owned = stack.move();
  return {
    server,
    publish: () => load.send('go'),
    async join(order) {
      receiver.send({ ...order, port: server.port });
      await receiver.next();
      await delay(SETTLE_MS);
    },
    async measure(forMs, meanwhile) {
      receiver.send('begin');
      await Promise.all([delay(forMs), meanwhile?.()]);
      receiver.send('end');
      return (await receiver.next()) as Received;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
