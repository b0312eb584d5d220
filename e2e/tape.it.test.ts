import {
  decodeQuote,
  QUOTES_STREAM,
  TAPE_STREAM,
  tapeSubject,
  VENUES_STREAM,
  venueSubject,
} from '@quotebridge/contracts/wire';
import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgeState } from '@quotebridge/contracts';
import { siteManager, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WITH_EDGE } from '../infra/topology/topology.ts';

const SYMBOLS = 5;
/** Messages that one request for single messages brings. */
const BATCH = 500;
/** Quotes that each test waits for of either venue. */
const MORE = 50;
const PATIENCE = { timeout: 60_000, interval: 200 };

let stack: AsyncDisposableStack;
let topology: Topology;
let reader: NatsConnection;
/** The only user that may ask for the state of the stream. */
let bridge: NatsConnection;
let tape: BridgeState | null = null;

beforeAll(async () => {
  await using starting = new AsyncDisposableStack();
  topology = starting.use(
    await startTopology({ topology: WITH_EDGE, symbols: SYMBOLS, rate: 10, env: { venue: { VENUE_RATE: '10' } } }),
  );
  reader = starting.adopt(await topology.connect('cloud', 'api'), (nc) => nc.close());
  bridge = starting.adopt(await topology.connect('cloud', 'bridge'), (nc) => nc.close());
  reader.subscribe(bridgeStatusSubject('cloud'), {
    callback: (_, message) => {
      tape = bridgeStatusSchema.parse(message.json()).bridges.find(({ name }) => name === 'tape') ?? null;
    },
  });
  stack = starting.move();
});
afterAll(() => stack.disposeAsync());

interface Taped {
  readonly venue: string;
  readonly symbol: string;
  readonly seq: number;
  /** The stream and the sequence number that the message comes from. */
  readonly origin: string;
  readonly place: number;
}

/** All that the stream holds, in its order. */
async function taped(): Promise<Taped[]> {
  const { direct } = await siteManager(reader);
  const { state } = await (await siteManager(bridge)).streams.info(TAPE_STREAM);
  const held: Taped[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += BATCH) {
    const batch = Math.min(BATCH, state.last_seq - seq + 1);
    for await (const message of await direct.getBatch(TAPE_STREAM, { seq, batch })) {
      const [, venue = '', symbol = ''] = message.subject.split('.');
      const [origin = '', place = ''] = message.header.get('Nats-Stream-Source').split(' ');
      const quote = decodeQuote(message.string());
      expect(quote.symbol).toBe(symbol);
      held.push({ venue, symbol, seq: quote.seq, origin: origin.split(':')[0] ?? '', place: Number(place) });
    }
  }
  return held;
}

const countOf = (held: readonly Taped[], venue: string) => held.filter((one) => one.venue === venue).length;

/** Waits for more quotes of each venue, and compares all with what their sources published. An empty list: each is held once, in order and without a gap. */
async function faults(): Promise<string[]> {
  const before = await taped();
  const held = await vi.waitFor(async () => {
    const now = await taped();
    for (const venue of ['onprem', 'edge']) expect(countOf(now, venue)).toBeGreaterThan(countOf(before, venue) + MORE);
    return now;
  }, PATIENCE);
  const bySymbol = Map.groupBy(held, ({ venue, symbol }) => `${venue} ${symbol}`);
  const numbers = [...bySymbol].flatMap(([name, quotes]) =>
    quotes.flatMap(({ seq }, at) => (seq === at + 1 ? [] : [`${name} has ${seq} as its number ${at + 1}`])),
  );
  const origins = { onprem: QUOTES_STREAM, edge: VENUES_STREAM } as const;
  const places = Object.entries(origins).flatMap(([venue, origin]) =>
    held
      .filter((one) => one.venue === venue)
      .flatMap((one, at, all) => {
        const previous = all[at - 1]?.place ?? 0;
        // The venue's stream holds nothing but quotes, the feed's other messages, too.
        const follows = venue === 'edge' ? one.place === previous + 1 : one.place > previous;
        return one.origin === origin && follows ? [] : [`${one.origin} ${one.place} follows ${previous} of ${origin}`];
      }),
  );
  return [...(bySymbol.size === 2 * SYMBOLS ? [] : [`${bySymbol.size} symbols`]), ...numbers, ...places];
}

const expectActive = () =>
  vi.waitFor(
    () => expect(tape).toMatchObject({ state: 'active', from: ['cloud', 'edge'], to: 'cloud', lastError: null }),
    PATIENCE,
  );

it('has the quotes of both venues, each once and in order', async () => {
  await expectActive();
  expect(await faults()).toEqual([]);
});

it('answers /v1/tape with the newest quote of both venues and the best of them', async () => {
  const response = await fetch(`${topology.url}/v1/tape?symbol=${await anySymbol()}`);
  const answer = (await response.json()) as {
    readonly venues: readonly {
      readonly venue: string;
      readonly quote: { readonly bid: string; readonly ask: string };
    }[];
    readonly best: { readonly bid: string; readonly ask: string };
  };
  expect(answer.venues.map(({ venue }) => venue)).toEqual(['edge', 'onprem']);
  const bestBid = Math.max(...answer.venues.map(({ quote }) => Number(quote.bid)));
  const bestAsk = Math.min(...answer.venues.map(({ quote }) => Number(quote.ask)));
  const of = (name: string) => answer.venues.find(({ venue }) => venue === name)?.quote;
  expect([of(answer.best.bid)?.bid, of(answer.best.ask)?.ask].map(Number)).toEqual([bestBid, bestAsk]);
});

it("goes on with the quotes from on-prem while the edge's cable is cut, and is whole afterwards", async () => {
  const cable = topology.sites.cables.get('edge');
  cable?.cut();
  await vi.waitFor(() => expect(tape).toMatchObject({ state: 'cut-off', lag: null }), PATIENCE);
  const before = await taped();
  await vi.waitFor(async () => {
    expect(countOf(await taped(), 'onprem')).toBeGreaterThan(countOf(before, 'onprem') + MORE);
  }, PATIENCE);
  expect(countOf(await taped(), 'edge')).toBe(countOf(before, 'edge'));
  cable?.restore();
  expect(await faults()).toEqual([]);
  await expectActive();
});

it('is whole after the venue, the bridge services and the broker of the edge were restarted', async () => {
  await topology.service('venue').restart();
  await topology.service('bridge-cloud').restart();
  await topology.service('bridge-edge').restart();
  expect(await faults()).toEqual([]);
  const broker = topology.sites.at('edge').brokers[0];
  await broker?.kill();
  await broker?.start();
  expect(await faults()).toEqual([]);
  await expectActive();
});

it('is whole after another venue has published beside this one', async () => {
  const another = await topology.another('venue');
  expect(await faults()).toEqual([]);
  await another.stop();
  expect(await faults()).toEqual([]);
});

it("lets nobody but the venue's identity publish its quotes, at any site", async () => {
  const symbol = await anySymbol();
  const subject = venueSubject('edge', symbol);
  for (const { name: site } of WITH_EDGE.sites) {
    for (const user of ['reader', 'bridge', 'auditor']) {
      const nc = await topology.connect(site, user);
      for (const one of [subject, tapeSubject('edge', symbol), 'mirror.VENUES.cloud']) nc.publish(one, 'forged');
      await nc.flush();
      await nc.close();
    }
  }
  // What is no quote fails to decode.
  expect(await faults()).toEqual([]);
});

async function anySymbol(): Promise<string> {
  const [first] = await vi.waitFor(async () => {
    const held = await taped();
    expect(countOf(held, 'edge')).toBeGreaterThan(0);
    return held.filter(({ venue }) => venue === 'edge');
  }, PATIENCE);
  return first?.symbol ?? '';
}
