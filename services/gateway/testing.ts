import { QuoteAccount } from '@quotebridge/contracts/wire';
import type {
  ClientToServerEvents,
  GatewayStatus,
  QuoteBatch,
  Relocate,
  ServerToClientEvents,
  SubscribeAck,
} from '@quotebridge/contracts/wire';
import type { Clock, Listening } from '@quotebridge/service-kit';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from './config.ts';
import { start } from './start.ts';

const LONG = { timeout: 30_000, interval: 50 };

/** Tests only: a gateway on a test broker, and clients that account for what they receive. */

export interface TestGateway extends Listening {
  /** As SIGTERM does first. */
  stop(): void;
  /** The sum of a metric's values, of those with a label (`outcome="moved"`) where one is given. */
  metric(name: string, label?: string): Promise<number>;
  /** Several, from one scrape. */
  metrics(names: readonly string[]): Promise<number[]>;
}

export async function startGateway(
  broker: { readonly url: string },
  env: Readonly<Record<string, string>> = {},
  clock?: Clock,
): Promise<TestGateway> {
  const stopping = new AbortController();
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    SITE: 'cloud',
    NATS_URL: broker.url,
    NATS_USER: 'reader',
    NATS_PASSWORD: 'reader',
    DRAIN_MS: '0',
    ...env,
  });
  const listening = await start(config, { stopping: stopping.signal, ...(clock && { clock }) });
  return {
    ...listening,
    stop: () => stopping.abort(),
    metric: (name, label) => metricOf(listening.url, name, label),
    metrics: (names) => metricsOf(listening.url, names),
  };
}

/** Starts a gateway, and resolves when it is ready. */
export async function startReadyGateway(
  broker: { readonly url: string },
  env?: Readonly<Record<string, string>>,
): Promise<TestGateway> {
  const gateway = await startGateway(broker, env);
  await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status, LONG).toBe(200);
  return gateway;
}

async function metricOf(url: string, name: string, label?: string): Promise<number> {
  const [value = Number.NaN] = await metricsOf(url, [name], label);
  return value;
}

/** Adds up the values of each metric over its labels. */
async function metricsOf(url: string, names: readonly string[], label = ''): Promise<number[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n');
  return names.map((name) => {
    const values = lines
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => line.includes(label));
    return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  });
}

/** What a client has received, and an account of what is missing. */
class Received {
  readonly #account = new QuoteAccount();
  readonly seqs = new Map<string, number>();
  readonly statuses: GatewayStatus[] = [];
  packets = 0;

  begin(snapshot: readonly QuoteBatch[]): void {
    this.#account.join(snapshot);
    for (const batch of snapshot) this.#record(batch);
  }

  apply(batch: QuoteBatch): void {
    this.packets += 1;
    for (const tuple of batch.quotes) this.#account.record(batch.epoch, tuple);
    this.#record(batch);
  }

  /** Tuples that contained nothing new. */
  get duplicates(): number {
    return this.#account.totals.duplicates;
  }

  get totalMissing(): number {
    const { missing, unexplained } = this.#account.totals;
    return missing + unexplained;
  }

  #record({ quotes }: QuoteBatch): void {
    for (const [symbol, seq] of quotes) this.seqs.set(symbol, seq);
  }
}

export interface PlainClient extends AsyncDisposable {
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly account: Received;
  readonly relocations: Relocate[];
  readonly disconnects: string[];
  subscribe(symbols: readonly string[] | '*'): Promise<SubscribeAck>;
  /** Sends any event, valid or not. Resolves with the ack. */
  ask(event: string, ...args: readonly unknown[]): Promise<unknown>;
}

/** A plain client of the public library. */
export function connectClient(url: string): PlainClient {
  const socket: PlainClient['socket'] = io(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 50 });
  const account = new Received();
  const relocations: Relocate[] = [];
  const disconnects: string[] = [];
  socket.on('quotes', (batch) => account.apply(batch));
  socket.on('status', (status) => account.statuses.push(status));
  socket.on('relocate', (request) => relocations.push(request));
  socket.on('disconnect', (reason) => disconnects.push(reason));
  return {
    socket,
    account,
    relocations,
    disconnects,
    subscribe(symbols) {
      const { promise, resolve, reject } = Promise.withResolvers<SubscribeAck>();
      // Within the callback: quotes in the same chunk as the answer are processed before an `await` resumes.
      socket.timeout(10_000).emit('subscribe', { symbols }, (unanswered, answer) => {
        if (unanswered !== null) return reject(unanswered);
        if (answer.ok) account.begin(answer.snapshot);
        resolve(answer);
      });
      return promise;
    },
    ask: (event, ...args) => (socket as Socket).timeout(10_000).emitWithAck(event, ...args),
    async [Symbol.asyncDispose]() {
      socket.disconnect();
    },
  };
}

/** Connects a well-behaved client that subscribes to everything and must not be affected by others. */
export async function connectWellBehaved(gateway: TestGateway): Promise<PlainClient> {
  const client = connectClient(gateway.url);
  await client.subscribe('*');
  return client;
}

export async function expectUnaffected(
  { account, disconnects }: PlainClient,
  feed: { readonly seqs: ReadonlyMap<string, number> },
): Promise<void> {
  await expect.poll(() => Object.fromEntries(account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
  expect(account.totalMissing).toBe(0);
  expect(disconnects).toEqual([]);
}

/** A client on a bare WebSocket, so that it can stop reading. It subscribes to everything. */
export interface RawClient extends AsyncDisposable {
  readonly ws: WebSocket;
  readonly account: Received;
  /** Requests everything again, whether the answers are read or not. */
  ask(): void;
  /** Answers to `ask` that were read. */
  readonly acks: number;
}

export async function connectRaw(url: string, headers: Readonly<Record<string, string>> = {}): Promise<RawClient> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers });
  const account = new Received();
  const joined = Promise.withResolvers<void>();
  let asked = 0;
  let acks = 0;
  const ask = () => {
    asked += 1;
    ws.send(`42${asked}["subscribe",{"symbols":"*"}]`);
  };
  ws.on('error', joined.reject);
  ws.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text.startsWith('0')) ws.send('40');
    else if (text === '2') ws.send('3');
    else if (text.startsWith('40')) ask();
    else if (text.startsWith('43')) {
      const [ack] = JSON.parse(text.slice(text.indexOf('['))) as [SubscribeAck];
      if (ack.ok) account.begin(ack.snapshot);
      acks += 1;
      joined.resolve();
    } else if (text.startsWith('42["quotes"')) {
      const [, batch] = JSON.parse(text.slice(2)) as [string, QuoteBatch];
      account.apply(batch);
    }
  });
  await joined.promise;
  return {
    ws,
    account,
    ask,
    get acks() {
      return acks;
    },
    async [Symbol.asyncDispose]() {
      ws.terminate();
    },
  };
}
