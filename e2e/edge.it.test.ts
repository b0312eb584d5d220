import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgeStatus } from '@quotebridge/contracts';
import {
  demandStream,
  INSTRUMENTS_STREAM,
  QUOTES_STREAM,
  TAPE_STREAM,
  VENUES_STREAM,
} from '@quotebridge/contracts/wire';
import { auditStream, siteManager, startTopology } from '@quotebridge/testkit';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { beforeAll, afterAll, describe, expect, it, vi } from 'vitest';
import { answerInto, overstep, streamStates } from './attacker.ts';
import { forbidden } from './attacks.ts';
import { clientsOf, identitiesOf } from './policy.ts';
import { dialAsLeaf, leafPortOf } from './rogue-broker.ts';
import { WITH_EDGE } from '../infra/topology/topology.ts';

/** Messages that one request for single messages brings. */
const BATCH = 500;
/** What the client makes of a request that no account answers. */
const UNANSWERED = 'jetstream is not enabled';
const PATIENCE = { timeout: 60_000, interval: 200 };

describe('the demo with the edge', () => {
  let stack: AsyncDisposableStack;
  let topology: Awaited<ReturnType<typeof startTopology>>;
  const readers = new Map<string, NatsConnection>();
  const statuses = new Map<string, BridgeStatus>();

  beforeAll(async () => {
    await using starting = new AsyncDisposableStack();
    topology = starting.use(await startTopology({ topology: WITH_EDGE, symbols: 20, rate: 10 }));
    for (const { name } of WITH_EDGE.sites) {
      const nc = starting.adopt(await topology.connect(name, 'reader'), (connection) => connection.close());
      readers.set(name, nc);
      nc.subscribe(bridgeStatusSubject(name), {
        callback: (_, message) => void statuses.set(name, bridgeStatusSchema.parse(message.json())),
      });
    }
    stack = starting.move();
  });
  afterAll(() => stack.disposeAsync());

  const readerOf = (site: string) => {
    const nc = readers.get(site);
    if (nc === undefined) throw new Error(`there is no reader at ${site}`);
    return nc;
  };
  const stateAt = async (site: string) => (await (await siteManager(readerOf(site))).streams.info(QUOTES_STREAM)).state;
  /** Every message of a site's stream from `first` to `last`: under which number, on which subject, what. */
  const contentOf = async (site: string, first: number, last: number) => {
    const { direct } = await siteManager(readerOf(site));
    const messages: string[] = [];
    for (let seq = first; seq <= last; seq += BATCH) {
      const batch = await direct.getBatch(QUOTES_STREAM, { seq, batch: Math.min(BATCH, last - seq + 1) });
      for await (const message of batch) messages.push(`${message.seq} ${message.subject} ${message.string()}`);
    }
    return messages;
  };
  /** Waits until the edge has all that the origin has at this moment, and holds the whole against the origin. */
  const expectWhole = async () => {
    const { last_seq: last } = await stateAt('onprem');
    await vi.waitFor(async () => expect((await stateAt('edge')).last_seq).toBeGreaterThanOrEqual(last), PATIENCE);
    const { first_seq: first } = await stateAt('onprem');
    expect((await stateAt('edge')).first_seq).toBe(first);
    const held = await contentOf('edge', first, last);
    expect(held).toHaveLength(last - first + 1);
    expect(held).toEqual(await contentOf('onprem', first, last));
    expect(await auditStream(readerOf('edge'))).toMatchObject({ symbols: 20, lost: 0, duplicates: 0, outOfOrder: 0 });
    return last;
  };
  const expectWell = () =>
    vi.waitFor(() => {
      const mirror = { stream: QUOTES_STREAM, role: 'mirror', declared: true, lag: expect.any(Number), alarm: null };
      const venues = { stream: VENUES_STREAM, role: 'origin', declared: true, alarm: null };
      expect(statuses.get('edge')).toMatchObject({
        site: 'edge',
        link: 'up',
        linkRtt: expect.any(Number),
        streams: [{ ...mirror, lastError: null }, venues],
      });
      expect(statuses.get('cloud')).toMatchObject({
        link: 'up',
        streams: [
          mirror,
          { stream: INSTRUMENTS_STREAM },
          { stream: demandStream('cloud'), role: 'origin', alarm: null },
        ],
      });
    }, PATIENCE);

  it('holds the quotes of the origin, number by number, by way of the cloud', async () => {
    expect(await expectWhole()).toBeGreaterThan(0);
    await expectWell();
  });

  it('has no stream of the other sites that no bridge brings there', async () => {
    const jsm = await siteManager(readerOf('edge'));
    await expect(jsm.streams.info(INSTRUMENTS_STREAM)).rejects.toThrow(UNANSWERED);
    expect(statuses.get('edge')?.streams.map(({ stream }) => stream)).toEqual([QUOTES_STREAM, VENUES_STREAM]);
  });

  it.each([
    { cable: 'its own cable', dials: 'edge', down: 'edge', up: 'cloud' },
    { cable: "the origin's cable", dials: 'onprem', down: 'cloud', up: 'edge' },
  ])('is whole again after $cable was cut, and the status names the link that was down', async (cut) => {
    const { dials, down, up } = cut;
    const cable = topology.sites.cables.get(dials);
    cable?.cut();
    await vi.waitFor(() => expect(statuses.get(down)?.link).toBe('down'), PATIENCE);
    expect(statuses.get(up)?.link).toBe('up');
    const missed = (await stateAt('onprem')).last_seq + 200;
    await vi.waitFor(async () => expect((await stateAt('onprem')).last_seq).toBeGreaterThan(missed), PATIENCE);
    expect((await stateAt('edge')).last_seq).toBeLessThan(missed);
    cable?.restore();
    expect(await expectWhole()).toBeGreaterThan(missed);
    await expectWell();
  });

  it('leaves what is at the other sites as it was', async () => {
    const answer = await fetch(`${topology.service('api').url}/v1/status`);
    expect(await answer.json()).toMatchObject({ stale: null, complete: true, link: 'up' });
  });

  it('lets its own users change nothing beyond their policy, and only the venue write what its stream captures', async () => {
    await topology.service('feed').stop();
    await topology.service('venue').stop();
    await expectWhole();
    const bridge = await topology.connect('edge', 'bridge');
    const manager = await siteManager(bridge);
    const held = () =>
      Promise.all(
        [QUOTES_STREAM, VENUES_STREAM].map(async (name) => {
          const { created, config, state } = await manager.streams.info(name);
          return { created, config, first: state.first_seq, last: state.last_seq, messages: state.messages };
        }),
      );
    const before = await held();
    for (const identity of clientsOf('edge')) {
      const nc = await topology.connect('edge', identity.user);
      await overstep(nc, identity);
      if (identity.user !== 'venue') await answerInto(nc, identity);
      await nc.close();
    }
    expect(await held()).toEqual(before);
    const venue = await topology.connect('edge', 'venue');
    await venue.request('venues.edge.AAPL', '{}');
    expect((await held())[1]?.last).toBe((before[1]?.last ?? 0) + 1);
    await Promise.all([venue.close(), bridge.close()]);
  });

  // The feed is stopped, as above.
  it('lets a client with the stolen password of its link change nothing in the cloud', async () => {
    await expectWhole();
    const cloud = await topology.connect('cloud', 'bridge');
    const manager = await siteManager(cloud);
    const held = async () => ({
      streams: await streamStates(cloud, 'cloud'),
      consumer: (await manager.consumers.info(QUOTES_STREAM, 'EDGE')).config,
      last: (await stateAt('cloud')).last_seq,
      tape: (await manager.streams.info(TAPE_STREAM)).state,
    });
    await vi.waitFor(async () => expect((await held()).last).toBe((await stateAt('onprem')).last_seq), PATIENCE);
    const identity = identitiesOf('cloud').find(({ user }) => user === 'leaf-edge');
    if (identity === undefined) throw new Error('the cloud has no user leaf-edge');
    // From here on only the rogue publishes as the edge.
    await topology.sites.at('edge').brokers[0]?.stop();
    const before = await held();
    await using rogue = await dialAsLeaf(
      await leafPortOf(topology, 'cloud'),
      topology.credentials.passwordOf('cloud', 'leaf-edge'),
      'leaf-edge',
    );
    // A server does nothing of what is asked without one.
    const reply = '_INBOX.rogue';
    const attacks = forbidden(identity);
    expect(attacks.length).toBeGreaterThan(50);
    const granted = 'origin.API.CONSUMER.RESET.QUOTES.EDGE';
    const all = [...attacks, { subject: 'mirror.QUOTES.cloud', body: '{}' }];
    for (const { subject, body } of all) {
      const own = subject.replaceAll('CLOUD', 'EDGE');
      for (const one of new Set([subject, own])) if (one !== granted) rogue.nc.publish(one, body, { reply });
    }
    // Flow control is answered on the reply that it names, by the server itself: 2.15.2 did so whatever that was.
    for (const target of [
      `STREAM.PURGE.${TAPE_STREAM}`,
      `STREAM.DELETE.${TAPE_STREAM}`,
      `STREAM.PURGE.${QUOTES_STREAM}`,
    ]) {
      const flowControl = headers(100, 'FlowControl Request');
      rogue.nc.publish('mirror.VENUES.cloud', '', { headers: flowControl, reply: `$JS.API.${target}` });
    }
    // What it may do comes after all that on the link, and shows at the cloud.
    rogue.nc.publish(granted, JSON.stringify({ seq: 1 }), { reply });
    await vi.waitFor(async () => {
      const { delivered } = await manager.consumers.info(QUOTES_STREAM, 'EDGE');
      expect(delivered.stream_seq).toBe(0);
    }, PATIENCE);
    expect(await held()).toEqual(before);
    await cloud.close();
  });
});
