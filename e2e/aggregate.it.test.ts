import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgeState } from '@quotebridge/contracts';
import type { NatsConnection } from '@quotebridge/service-kit';
import { connectTo, freePort, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createWanProxy } from '../infra/local/wan-proxy.ts';
import type { WanProxy } from '../infra/local/wan-proxy.ts';
import { startBridge } from '../services/bridge/testing.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };
/** QUOTES originates at the cloud here: for a source at its own site a mirror is a stream like any other. */
const BRIDGES = `streams:
  - { name: QUOTES, site: cloud, subjects: [quotes.*] }
  - { name: VENUES, site: edge, subjects: [venues.*.*] }
bridges:
  - name: tape
    mode: aggregate
    stream: TAPE
    at: cloud
    sources:
      - { stream: QUOTES, from: cloud, map: [{ from: quotes.*, to: 'tape.onprem.{{wildcard(1)}}' }] }
      - { stream: VENUES, from: edge, map: [{ from: venues.edge.*, to: 'tape.edge.{{wildcard(1)}}' }] }
`;

/** The edge dials the cloud. Its link has what a real one has: it may reset the consumer and acknowledge what that delivers. */
const EDGE = (dialled: string) => `
leafnodes { reconnect: "250ms", remotes: [{ urls: ["${dialled}"], account: LINK }] }
ping_interval: "1s", ping_max: 2
no_auth_user: bridge
accounts {
  DATA {
    jetstream: enabled
    users: [{ user: bridge, password: p }]
    exports: [{ stream: "mirror.>" }, { service: "$JS.API.CONSUMER.RESET.*.*" }, { service: "$JS.FC.*.CLOUD.*" }]
  }
  LINK {
    imports: [
      { stream: { account: DATA, subject: "mirror.VENUES.cloud" } }
      { service: { account: DATA, subject: "$JS.API.CONSUMER.RESET.VENUES.CLOUD" }, to: "origin.API.CONSUMER.RESET.VENUES.CLOUD" }
      { service: { account: DATA, subject: "$JS.FC.VENUES.CLOUD.*" } }
    ]
  }
}`;

let stack: AsyncDisposableStack;
let cable: WanProxy;
let cloud: Place;
let edge: Place;
let startCloudBridge: () => Promise<AsyncDisposable>;
let cloudBridge: AsyncDisposable;
let tape: BridgeState | null = null;

interface Place {
  readonly broker: Broker;
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
}

beforeAll(async () => {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'quotebridge-aggregate-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'bridges.yaml');
  await writeFile(file, BRIDGES);
  const [listening, dialled] = [await freePort(), await freePort()];
  cable = starting.use(await createWanProxy({ port: dialled, targets: [listening] }));
  const placeOf = async (broker: Broker): Promise<Place> => {
    starting.use(broker);
    const nc = starting.adopt(await connectTo(broker.url), (connection) => connection.close());
    return { broker, nc, jsm: await jetstreamManager(nc) };
  };
  const more = `ping_interval: "1s", ping_max: 2\nleafnodes { host: "127.0.0.1", port: ${listening}, no_advertise: true }`;
  cloud = await placeOf(await startBroker({ streams: false, domain: 'cloud', more }));
  edge = await placeOf(
    await startBroker({ streams: false, domain: 'edge', more: EDGE(`nats-leaf://127.0.0.1:${dialled}`) }),
  );
  cloud.nc.subscribe(bridgeStatusSubject('cloud'), {
    callback: (_, message) => {
      tape = bridgeStatusSchema.parse(message.json()).bridges.find(({ name }) => name === 'tape') ?? null;
    },
  });
  starting.use(await startBridge('edge', edge.broker, file));
  startCloudBridge = () => startBridge('cloud', cloud.broker, file);
  cloudBridge = await startCloudBridge();
  starting.defer(() => cloudBridge[Symbol.asyncDispose]());
  stack = starting.move();
});
afterAll(() => stack.disposeAsync());

const published = { onprem: [] as string[], edge: [] as string[] };

/** Publishes that many messages at a site, each until it is stored. */
async function publish(venue: 'onprem' | 'edge', count: number): Promise<void> {
  const { nc } = venue === 'edge' ? edge : cloud;
  const js = jetstream(nc, { timeout: 1_000 });
  for (let i = 0; i < count; i += 1) {
    const payload = `${venue} ${published[venue].length + 1}`;
    const symbol = `S${i % 3}`;
    const subject = venue === 'edge' ? `venues.edge.${symbol}` : `quotes.${symbol}`;
    await vi.waitFor(() => js.publish(subject, payload, { msgID: payload }), PATIENCE);
    published[venue].push(`tape.${venue}.${symbol} ${payload}`);
  }
}

/** What the stream TAPE holds of a venue, in its order; and the sequence numbers that the messages have at their origins. */
async function taped(venue: 'onprem' | 'edge') {
  const { jsm } = cloud;
  const { state } = await jsm.streams.info('TAPE');
  const held: string[] = [];
  const origins: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await jsm.streams.getMessage('TAPE', { seq });
    if (message?.subject.startsWith(`tape.${venue}.`) !== true) continue;
    held.push(`${message.subject} ${message.string()}`);
    const [stream = '', place = ''] = message.header.get('Nats-Stream-Source').split(' ');
    origins.push(`${stream.split(':')[0]} ${place}`);
  }
  return { held, origins };
}

/** What the stream has to hold: each message once, in order, and where it came from. */
const whole = () => ({
  onprem: { held: published.onprem, origins: published.onprem.map((_, index) => `QUOTES ${index + 1}`) },
  edge: { held: published.edge, origins: published.edge.map((_, index) => `VENUES ${index + 1}`) },
});

/** What the stream holds once it has as many messages as were published. */
async function tapedWhole() {
  const count = published.onprem.length + published.edge.length;
  await vi.waitFor(
    async () => expect((await cloud.jsm.streams.info('TAPE')).state.messages).toBeGreaterThanOrEqual(count),
    PATIENCE,
  );
  return { onprem: await taped('onprem'), edge: await taped('edge') };
}

it('joins the streams of two sites by venue and symbol, with the origin of each message', async () => {
  await vi.waitFor(() => cloud.jsm.streams.info('TAPE'), PATIENCE);
  await vi.waitFor(() => edge.jsm.streams.info('VENUES'), PATIENCE);
  await Promise.all([publish('onprem', 30), publish('edge', 30)]);
  expect(await tapedWhole()).toEqual(whole());
  await vi.waitFor(
    () =>
      expect(tape).toMatchObject({ state: 'active', lag: 0, from: ['cloud', 'edge'], to: 'cloud', lastError: null }),
    PATIENCE,
  );
});

it('goes on with one source while the other is cut off, and is whole again afterwards', async () => {
  cable.cut();
  await vi.waitFor(() => expect(tape).toMatchObject({ state: 'cut-off', lag: null }), PATIENCE);
  await Promise.all([publish('onprem', 20), publish('edge', 20)]);
  await vi.waitFor(async () => expect((await taped('onprem')).held).toEqual(published.onprem), PATIENCE);
  expect((await taped('edge')).held).toHaveLength(published.edge.length - 20);
  cable.restore();
  expect(await tapedWhole()).toEqual(whole());
  await vi.waitFor(() => expect(tape).toMatchObject({ lag: 0, lastError: null }), PATIENCE);
});

it('is whole after its broker was killed while both sources went on', async () => {
  await publish('edge', 10);
  await cloud.broker.kill();
  await publish('edge', 10);
  await cloud.broker.start();
  await Promise.all([publish('onprem', 10), publish('edge', 10)]);
  expect(await tapedWhole()).toEqual(whole());
});

it('is whole after it was deleted: it begins at the start of each source', async () => {
  await cloud.jsm.streams.delete('TAPE');
  await vi.waitFor(() => cloud.jsm.streams.info('TAPE'), PATIENCE);
  expect(await tapedWhole()).toEqual(whole());
});

it('is whole after the bridge service of its site was away during a cut', async () => {
  await cloudBridge[Symbol.asyncDispose]();
  cable.cut();
  await publish('edge', 10);
  cable.restore();
  await publish('edge', 10);
  cloudBridge = await startCloudBridge();
  expect(await tapedWhole()).toEqual(whole());
});

// The last: from here on the numbers of the edge's stream have a gap.
it('takes nothing of a source but what its mapping names', async () => {
  const js = jetstream(edge.nc, { timeout: 1_000 });
  await js.publish('venues.other.S0', 'unmapped');
  // What comes after it has arrived when it would have.
  await publish('edge', 5);
  const { state } = await vi.waitFor(async () => {
    const info = await cloud.jsm.streams.info('TAPE', { subjects_filter: '>' });
    expect((await taped('edge')).held).toEqual(published.edge);
    return info;
  }, PATIENCE);
  expect(Object.keys(state.subjects ?? {}).filter((subject) => !subject.startsWith('tape.'))).toEqual([]);
});
