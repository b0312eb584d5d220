import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { QuoteAccount, QuoteClient } from '@quotebridge/client';
import { CONTRACTS_VERSION, relocationAnswerSchema, RELOCATE_SUBJECT } from '@quotebridge/contracts';
import type { RelocationAnswer, RelocationRequest } from '@quotebridge/contracts/wire';
import { connectTo, openTestFeed, startBroker } from '@quotebridge/testkit';
import type { Broker, TestFeed } from '@quotebridge/testkit';
import { expect, it } from 'vitest';
import { connectClient, connectRaw, startGateway, startReadyGateway } from './testing.ts';
import type { TestGateway } from './testing.ts';

const SYMBOLS = Array.from({ length: 20 }, (_, index) => `S${index}`);
const LONG = { timeout: 30_000, interval: 20 };
/** A deadline that no test reaches. */
const NO_DEADLINE = 600_000;

/** An address whose new connections go to one gateway, and then to another, as those of the front door do. */
async function openEntrance(first: TestGateway) {
  let target = first;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.once('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Sends new connections there from now on. */
    switchTo: (gateway: TestGateway) => (target = gateway),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** Sends a request to all gateways of a broker, and returns as many answers as expected. */
async function request(broker: Broker, payload: Partial<RelocationRequest>, gateways = 1): Promise<unknown[]> {
  const nc = await connectTo(broker.url);
  const answers: unknown[] = [];
  const options = { strategy: 'count' as const, maxMessages: gateways, maxWait: 10_000 };
  const received = await nc.requestMany(RELOCATE_SUBJECT, JSON.stringify(payload), options);
  for await (const message of received) answers.push(message.json());
  await nc.close();
  return answers;
}

const all = (id: string): RelocationRequest => ({ id, share: 1, withinMs: 0, deadlineMs: NO_DEADLINE });

/** A client of the library with an account of what it delivered. */
function openQuoteClient(url: string) {
  const account = new QuoteAccount();
  const states: string[] = [];
  const reasons: (string | null)[] = [];
  const newest = new Map<string, number>();
  let stepsBack = 0;
  const deliver = (symbol: string, seq: number) => {
    if (seq < (newest.get(symbol) ?? 0)) stepsBack += 1;
    newest.set(symbol, seq);
  };
  const client = new QuoteClient(
    url,
    { symbols: '*' },
    {
      onState: (state) => states.push(state),
      onSnapshot(snapshot, outstanding) {
        account.begin(snapshot, outstanding);
        for (const [symbol, seq] of snapshot.flatMap(({ quotes }) => quotes)) deliver(symbol, seq);
      },
      onQuotes({ epoch, quotes }) {
        for (const tuple of quotes) {
          account.record(epoch, tuple);
          deliver(tuple[0], tuple[1]);
        }
      },
      onStatus: () => undefined,
      onRelocating: (reason) => reasons.push(reason),
    },
  );
  return {
    client,
    account,
    states,
    reasons,
    newest,
    stepsBack: () => stepsBack,
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

async function expectNoGap({ account, states, newest, stepsBack }: ReturnType<typeof openQuoteClient>, feed: TestFeed) {
  await expect.poll(() => Object.fromEntries(newest), LONG).toEqual(Object.fromEntries(feed.seqs));
  expect(account.totals).toMatchObject({ missing: 0, unsettled: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 });
  expect(stepsBack()).toBe(0);
  expect(states).toEqual(['connected']);
}

const clientsOf = (gateways: readonly TestGateway[]) =>
  Promise.all(gateways.map((gateway) => gateway.metric('gateway_clients')));

async function setUp() {
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(await startBroker());
  const feed = stack.use(await openTestFeed(broker, 7));
  await Promise.all(SYMBOLS.map((symbol) => feed.publish(symbol)));
  feed.beat();
  const from = stack.use(await startReadyGateway(broker));
  const to = stack.use(await startReadyGateway(broker));
  const entrance = stack.use(await openEntrance(from));
  const moved = stack.move();
  return { broker, feed, from, to, entrance, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}

/** A client of the library that receives a flow of quotes through the entrance. */
async function openReceivingClient({ feed, entrance }: Awaited<ReturnType<typeof setUp>>) {
  const stopFlow = feed.flow(SYMBOLS, 400);
  const client = openQuoteClient(entrance.url);
  await expect.poll(() => client.account.totals.received, LONG).toBeGreaterThan(20);
  return { ...client, stopFlow };
}

it('asks a share of the clients, says how many, and does nothing more for the same request', async () => {
  await using broker = await startBroker();
  await using feed = await openTestFeed(broker);
  await feed.publish('A');
  await using gateway = await startGateway(broker);
  const clients = Array.from({ length: 10 }, () => connectClient(gateway.url));
  await expect.poll(() => gateway.metric('gateway_clients'), LONG).toBe(10);
  const half = { id: 'half', share: 0.5, withinMs: 200, deadlineMs: NO_DEADLINE };
  const [answer] = await request(broker, half);
  expect(relocationAnswerSchema.parse(answer)).toEqual({
    instance: expect.stringMatching(new RegExp(`^.+:${gateway.port}$`)),
    site: 'cloud',
    clients: 10,
    moving: 5,
    version: CONTRACTS_VERSION,
  });
  const asked = () => clients.map(({ relocations }) => relocations.length);
  await expect.poll(() => asked().filter((count) => count === 1).length, LONG).toBe(5);
  expect(await request(broker, { ...half, share: 1 })).toEqual([answer]);
  expect(await request(broker, { ...half, id: 'another', share: 2 })).toEqual([
    { error: expect.stringContaining('request.share: ') },
  ]);
  // A later request is answered after all earlier events were sent.
  for (const client of clients) await client.ask('unsubscribe', { symbols: '*' });
  expect(asked().reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(clients.flatMap(({ relocations }) => relocations).at(0)).toEqual({ reason: 'move', deadline: NO_DEADLINE });
  for (const client of clients) await client[Symbol.asyncDispose]();
  await expect.poll(() => gateway.metric('gateway_relocated_total'), LONG).toBe(5);
});

it('is answered by every gateway of the site', async () => {
  await using world = await setUp();
  const answers = (await request(world.broker, all('1'), 2)) as RelocationAnswer[];
  expect(new Set(answers.map(({ instance }) => instance)).size).toBe(2);
});

it('moves a client of the library without a gap, and gives it the reason', async () => {
  await using world = await setUp();
  const { broker, feed, from, to, entrance } = world;
  using client = await openReceivingClient(world);
  entrance.switchTo(to);
  await request(broker, all('1'));
  await expect.poll(() => clientsOf([from, to]), LONG).toEqual([0, 1]);
  expect(client.reasons).toEqual(['move', null]);
  expect(client.client.site).toBe('cloud');
  expect(await from.metric('gateway_relocated_total', 'outcome="moved"')).toBe(1);
  await client.stopFlow();
  await expectNoGap(client, feed);
});

it('keeps one connection and leaves no gap when the next gateway asks again before the first move is complete', async () => {
  await using world = await setUp();
  const { broker, feed, from, to, entrance } = world;
  // Without heartbeats its prices are not confirmed, so no client that has fresh prices completes a move to it.
  await using staleBroker = await startBroker();
  await using staleFeed = await openTestFeed(staleBroker, 7);
  await Promise.all(SYMBOLS.map((symbol) => staleFeed.publish(symbol)));
  await using between = await startGateway(staleBroker);
  using client = await openReceivingClient(world);
  entrance.switchTo(between);
  await request(broker, all('1'));
  await expect.poll(() => clientsOf([from, between]), LONG).toEqual([1, 1]);
  entrance.switchTo(to);
  await request(staleBroker, all('2'));
  await expect.poll(() => clientsOf([from, between, to]), LONG).toEqual([0, 0, 1]);
  expect(client.reasons).toEqual(['move', 'move', null]);
  await client.stopFlow();
  await expectNoGap(client, feed);
});

it('keeps one connection and leaves no gap when the same gateway asks twice', async () => {
  await using world = await setUp();
  const { broker, feed, from, to, entrance } = world;
  using client = await openReceivingClient(world);
  entrance.switchTo(to);
  await Promise.all([request(broker, all('1')), request(broker, all('2'))]);
  await expect.poll(() => clientsOf([from, to]), LONG).toEqual([0, 1]);
  expect(client.reasons).toEqual(['move', null]);
  await client.stopFlow();
  await expectNoGap(client, feed);
});

it('closes a plain client that ignores it, which reconnects by itself and recovers by the snapshot', async () => {
  await using world = await setUp();
  const { broker, feed, from, to, entrance } = world;
  const stopFlow = feed.flow(SYMBOLS, 400);
  await using plain = connectClient(entrance.url);
  const closings: unknown[] = [];
  plain.socket.on('closing', (closing) => closings.push(closing));
  await plain.subscribe('*');
  // What any client has to do after it has reconnected.
  plain.socket.on('connect', () => void plain.subscribe('*'));
  entrance.switchTo(to);
  await request(broker, { ...all('1'), deadlineMs: 200 });
  await expect.poll(() => clientsOf([from, to]), LONG).toEqual([0, 1]);
  await stopFlow();
  await expect.poll(() => Object.fromEntries(plain.account.seqs), LONG).toEqual(Object.fromEntries(feed.seqs));
  expect([plain.account.totalMissing, plain.account.duplicates]).toEqual([0, 0]);
  expect(plain.relocations).toEqual([{ reason: 'move', deadline: 200 }]);
  expect(plain.disconnects).toEqual(['transport close']);
  expect(closings).toEqual([{ reason: 'relocated', message: expect.stringContaining('deadline') }]);
  expect(await from.metric('gateway_relocated_total', 'outcome="closed"')).toBe(1);
});

it('does not wait for a client that reads nothing and never comes back', async () => {
  await using world = await setUp();
  const { broker, from, to, entrance } = world;
  await using stalled = await connectRaw(entrance.url);
  stalled.ws.on('error', () => undefined);
  stalled.ws.pause();
  entrance.switchTo(to);
  await request(broker, { ...all('1'), deadlineMs: 100 });
  await expect.poll(() => clientsOf([from, to]), LONG).toEqual([0, 0]);
  expect(await from.metric('gateway_relocated_total', 'outcome="closed"')).toBe(1);
});
