import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgeState } from '@quotebridge/contracts';
import type { NatsConnection } from '@quotebridge/service-kit';
import { connectTo, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { headers } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startBridge } from './testing.ts';

const PATIENCE = { timeout: 30_000, interval: 50 };
const BRIDGES = `streams:
  - { name: VENUES, site: edge, subjects: [venues.*.*] }
bridges:
  - name: legacy-in
    mode: transform
    at: edge
    map: [{ from: legacy.px.*.*, to: 'venues.{{wildcard(1)}}.{{wildcard(2)}}' }]
  - name: legacy-out
    mode: transform
    at: edge
    stream: LEGACY_PX
    map: [{ from: venues.*.*, to: 'legacy.px.{{wildcard(1)}}.{{wildcard(2)}}' }]
`;

let stack: AsyncDisposableStack;
let broker: Broker;
let nc: NatsConnection;
let jsm: JetStreamManager;
let bridge: AsyncDisposable;
const states = new Map<string, BridgeState>();

let file: string;
beforeAll(async () => {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'quotebridge-transform-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  file = join(folder, 'bridges.yaml');
  await writeFile(file, BRIDGES);
  broker = starting.use(await startBroker({ streams: false }));
  nc = starting.adopt(await connectTo(broker.url), (connection) => connection.close());
  jsm = await jetstreamManager(nc);
  nc.subscribe(bridgeStatusSubject('edge'), {
    callback: (_, message) => {
      for (const state of bridgeStatusSchema.parse(message.json()).bridges) states.set(state.name, state);
    },
  });
  bridge = await startBridge('edge', broker, file);
  starting.defer(() => bridge[Symbol.asyncDispose]());
  await vi.waitFor(() => jsm.streams.info('LEGACY_PX'), PATIENCE);
  stack = starting.move();
});
afterAll(() => stack.disposeAsync());

/** Every message of a stream under a naming in its order: on which subject, with which payload and header. */
async function contentOf(stream: string, naming: string): Promise<string[]> {
  const { state } = await jsm.streams.info(stream);
  const messages: string[] = [];
  for (let seq = 1; seq <= state.last_seq; seq += 1) {
    const message = await jsm.streams.getMessage(stream, { seq });
    // What a wrong mapping stored is under other subjects.
    if (message?.subject.startsWith(naming) !== true) continue;
    messages.push(`${message.subject} ${message.string()} ${message.header.get('Price-Source')}`);
  }
  return messages;
}

/** Publishes under one of the namings; resolves when the message is stored. */
async function publish(subject: string, payload: string): Promise<void> {
  const sent = headers();
  sent.set('Price-Source', 'test');
  const js = jetstream(nc, { timeout: 1_000 });
  // Sent again when the broker was away: it stores a message ID once.
  await vi.waitFor(() => js.publish(subject, payload, { headers: sent, msgID: payload }), PATIENCE);
}

/** Resolves when the bridge service has gone through a number of rounds: it publishes a status at the end of each. */
async function rounds(count: number): Promise<void> {
  for await (const message of nc.subscribe(bridgeStatusSubject('edge'), { max: count })) message.json();
}

const published: string[] = [];
async function publishBoth(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const payload = `{"price": "${published.length}.50",  "odd":"spaces kept"}`;
    const symbol = `S${published.length}`;
    await publish(i % 2 === 0 ? `legacy.px.lse.${symbol}` : `venues.lse.${symbol}`, payload);
    published.push(`lse.${symbol} ${payload} test`);
  }
}

/** What both streams have to hold: all that was published, once and in order. */
const underBothNamings = () => ({
  venues: published.map((one) => `venues.${one}`),
  legacy: published.map((one) => `legacy.px.${one}`),
});

/** What both streams hold, each under its own naming, once there is as much as was published. */
async function stored() {
  await allStored();
  return { venues: await contentOf('VENUES', 'venues.'), legacy: await contentOf('LEGACY_PX', 'legacy.px.') };
}

const allStored = () =>
  vi.waitFor(async () => expect(await contentOf('LEGACY_PX', 'legacy.px.')).toHaveLength(published.length), PATIENCE);

it('makes what is published under either naming readable under both, payload and headers unchanged', async () => {
  await publishBoth(40);
  expect(await stored()).toEqual(underBothNamings());
});

it('reports the mapping on arrival as open, and the stream with its own naming as active', async () => {
  await publishBoth(2);
  await vi.waitFor(() => {
    expect(states.get('legacy-in')).toMatchObject({ state: 'open', lag: null, lastError: null });
    expect(states.get('legacy-out')).toMatchObject({ state: 'active', lag: 0, lastError: null, from: ['edge'] });
  }, PATIENCE);
  expect(states.get('legacy-out')?.bytes).toBeGreaterThan(1_000);
  expect(states.get('legacy-out')?.lastActivity).toBeGreaterThan(0);
});

it.each([
  [
    'a mapping on arrival that was changed',
    'VENUES',
    { subject_transform: { src: 'legacy.px.*.*', dest: 'venues.lse.x' } },
  ],
  ['a mapping on arrival that was removed', 'VENUES', { subjects: ['venues.*.*'], subject_transform: undefined }],
  ['a mapping of a source that was changed', 'LEGACY_PX', { sources: [{ name: 'VENUES' }] }],
  ['a mapping that was added', 'LEGACY_PX', { subject_transform: { src: 'legacy.px.*.*', dest: 'x.{{wildcard(2)}}' } }],
])('puts right within two rounds %s', async (_, stream, change) => {
  const { config } = await jsm.streams.info(stream);
  await jsm.streams.update(stream, { ...config, ...change } as never);
  // One round may have been half over.
  await rounds(3);
  expect((await jsm.streams.info(stream)).config).toEqual(config);
  await publishBoth(4);
  expect(await stored()).toEqual(underBothNamings());
});

it('loses nothing while its bridge service is away', async () => {
  await publishBoth(10);
  await bridge[Symbol.asyncDispose]();
  await publishBoth(10);
  await allStored();
  bridge = await startBridge('edge', broker, file);
  await rounds(2);
  await publishBoth(10);
  expect(await stored()).toEqual(underBothNamings());
});

it('loses nothing when the broker restarts in the middle', async () => {
  await publishBoth(10);
  await broker.kill();
  await broker.start();
  await publishBoth(10);
  expect(await stored()).toEqual(underBothNamings());
});
