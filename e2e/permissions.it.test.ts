import { AckPolicy } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { TOPOLOGY } from '../infra/topology/topology.ts';
import {
  DETAILS_CHANGED_SUBJECTS,
  DETAILS_SUBJECTS,
  detailsChangedSubject,
  detailsSubject,
  encodeHeartbeat,
  HEARTBEAT_SUBJECT,
  isDemandStream,
  QUOTES_STREAM,
} from '@quotebridge/contracts/wire';
import { siteManager, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerInto, overstep, STREAMS, through } from './attacker.ts';
import { answered, CAPTURED, consumerRequests, forbidden, isNamed } from './attacks.ts';
import { clientsOf, identitiesOf } from './policy.ts';
import type { Identity } from './policy.ts';
import { dialAsLeaf, leafPortOf, listenAsHub } from './rogue-broker.ts';
import { stateOf, stateOfSite, stopFeed } from './stream-state.ts';

const REPAIRED = { timeout: 100_000, interval: 100 };
const IDENTITIES = TOPOLOGY.sites.flatMap(({ name }) => identitiesOf(name));
const CLIENTS = TOPOLOGY.sites.flatMap(({ name }) => clientsOf(name));
const USERS = [
  'feed',
  'instruments',
  'refdata',
  'api',
  'gateway',
  'demand',
  'reader',
  'bridge',
  'auditor',
  'leaf',
  'leaf-edge',
  'front-door',
  'migrator',
];
const INBOXES = USERS.map((user) => `_INBOX_${user}.>`);
/** What one user alone receives, beside its answers. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  gateway: ['gateway.relocate'],
  refdata: [DETAILS_SUBJECTS],
  api: [DETAILS_CHANGED_SUBJECTS],
  'front-door': ['$KV.FRONT_DOOR.weights'],
};
/** A server does nothing of what is asked without a subject for the answer. */
const UNWANTED = { reply: '_INBOX.rogue' };
const PRIVATE = [
  '>',
  '*',
  '$JS.>',
  '$JS.API.>',
  '$JS.EVENT.>',
  '$SYS.>',
  '_INBOX.>',
  '_R_.>',
  'mirror.>',
  'site.>',
  'origin.>',
  '$KV.>',
  '$KV.FRONT_DOOR.>',
  '$KV.MIGRATIONS.>',
  'gateway.>',
  'demand.>',
  'bridges.>',
  'refdata.>',
];

/** The feed is stopped, so that whatever the origin's streams get is what somebody else wrote. */
describe('one broker a site, the feed stopped', () => {
  let topology: Topology;
  let before: Awaited<ReturnType<typeof stateOf>>;

  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 10 });
    before = await stopFeed(topology);
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  const as = async (site: string, user: string, act: (nc: NatsConnection) => Promise<void>) => {
    const nc = await topology.connect(site, user);
    try {
      await act(nc);
    } finally {
      await nc.close();
    }
  };
  const each = (identities: readonly Identity[]) =>
    identities.map((identity) => [identity.site, identity.user, identity] as const);

  it.each(each(CLIENTS))('%s: %s receives nothing but what its policy names', async (site, user, identity) => {
    await as(site, user, async (nc) => {
      const refused = new Set<string>();
      const subjects = [...CAPTURED, ...INBOXES, ...Object.values(OWN).flat(), ...PRIVATE];
      for (const subject of subjects) {
        nc.subscribe(subject, { callback: (error) => void (error && refused.add(subject)) });
      }
      await nc.flush();
      const allowed = subjects.filter((subject) => !refused.has(subject));
      const quotes = ['quotes.AAPL', 'feed.heartbeat'].filter(() => identity.account === 'READERS');
      expect(allowed).toEqual([...quotes, `_INBOX_${user}.>`, ...(OWN[user] ?? [])]);
    });
  });

  it.each(each(CLIENTS))('%s: %s changes nothing beyond its policy', async (site, user, identity) => {
    await as(site, user, async (nc) => {
      await overstep(nc, identity);
    });
    expect(await stateOf(topology)).toEqual(before);
  });

  it.each(each(CLIENTS.filter(({ account }) => !STREAMS.includes(account) && !isDemandStream(account))))(
    "%s: %s writes nothing by the reply of any request, nor by a consumer's deliveries",
    async (site, user, identity) => {
      expect(answered(identity).length).toBeGreaterThan(0);
      await as(site, user, async (nc) => {
        await answerInto(nc, identity);
      });
      expect(await stateOf(topology)).toEqual(before);
    },
  );

  it.each(['feed', 'instruments'] as const)('onprem: %s causes no request of another kind by a reply', async (user) => {
    const identity = identityOf('onprem', user);
    const replies = [
      '$JS.API.STREAM.PURGE.QUOTES',
      '$JS.API.STREAM.DELETE.QUOTES',
      '$JS.API.CONSUMER.DELETE.QUOTES.CLOUD',
    ];
    await as('onprem', user, async (nc) => {
      for (const reply of replies) {
        for (const { subject, body } of answered(identity)) {
          if (!body.includes('deliver_subject')) nc.publish(subject, body, { reply });
        }
      }
      await through(nc, identity);
    });
    expect(await stateOf(topology)).toEqual(before);
  });

  // Each of these wrote into the origin before readers had an account of their own.
  it.each([
    ['a junk quote, by the state of a stream', 'STREAM.INFO.INSTRUMENTS', '', 'quotes.AAPL'],
    ['a claim without an epoch', 'STREAM.INFO.INSTRUMENTS', '', 'feed.claim'],
    ['a heartbeat', 'STREAM.INFO.QUOTES', '', 'feed.heartbeat'],
    ['a junk instrument', 'STREAM.INFO.QUOTES', '', 'instruments.ZZ'],
    ['an old quote anew, by a direct get', 'DIRECT.GET.QUOTES', '{"seq":1}', 'quotes.AAPL'],
  ])('a reader cannot write %s', async (_what, request, body, reply) => {
    await as('onprem', 'reader', async (nc) => {
      for (const prefix of ['$JS.API', 'site.API']) nc.publish(`${prefix}.${request}`, body, { reply });
      await through(nc, identityOf('onprem', 'reader'));
    });
    expect(await stateOf(topology)).toEqual(before);
  });

  it("the cloud's bridge cannot write into the origin by the reply of what it asks over the link", async () => {
    await as('cloud', 'bridge', async (nc) => {
      const subject = 'origin.API.CONSUMER.RESET.QUOTES.CLOUD';
      const body = JSON.stringify({ seq: before.onprem[0]!.last + 1 });
      for (const reply of CAPTURED) nc.publish(subject, body, { reply });
      const answer = await nc.request(subject, body, { timeout: 5_000 });
      expect(answer.json()).toMatchObject({ reset_seq: before.onprem[0]!.last + 1 });
    });
    expect(await stateOf(topology)).toEqual(before);
  });

  it.each(each(CLIENTS))('%s: %s gets details of instruments only as the API does', async (site, user) => {
    await as(site, user, async (nc) => {
      const subject = detailsSubject('none');
      const replies: string[] = [];
      nc.subscribe(`_INBOX_${user}.details`, { callback: (_error, message) => void replies.push(message.string()) });
      for (const prefix of ['', 'site.', 'origin.'])
        nc.publish(`${prefix}${subject}`, '', { reply: `_INBOX_${user}.details` });
      await through(nc, identityOf(site, user));
      // What is answered over the link may come later than what is answered at the site.
      if (user === 'api') await vi.waitFor(() => expect(replies).toEqual(['{"details":null}']), REPAIRED);
      else expect(replies).toEqual([]);
    });
  });

  it('lets nobody but refdata report a change of details, at either site', async () => {
    const observers = await Promise.all(TOPOLOGY.sites.map(({ name }) => topology.connect(name, 'api')));
    try {
      const received = observers.map((nc) => {
        const subjects: string[] = [];
        nc.subscribe(DETAILS_CHANGED_SUBJECTS, { callback: (_error, { subject }) => void subjects.push(subject) });
        return subjects;
      });
      await Promise.all(observers.map((nc) => nc.flush()));
      for (const { site, user } of CLIENTS.filter((identity) => identity.user !== 'refdata')) {
        await as(site, user, async (nc) => {
          nc.publish(detailsChangedSubject('forged'));
          await through(nc, identityOf(site, user));
        });
      }
      await as('onprem', 'refdata', async (nc) => {
        // Interest in it crosses the link after the subscription.
        await vi.waitFor(async () => {
          nc.publish(detailsChangedSubject('real'));
          await nc.flush();
          expect(received.every(({ length }) => length > 0)).toBe(true);
        }, REPAIRED);
      });
      expect(new Set(received.flat())).toEqual(new Set([detailsChangedSubject('real')]));
    } finally {
      await Promise.all(observers.map((nc) => nc.close()));
    }
  });

  it('isolates the consumers of API and gateway from each other', async () => {
    const name = 'api_consumer';
    const config = { name, ack_policy: 'none' };
    const subject = `site.API.CONSUMER.CREATE.QUOTES.${name}`;
    await as('cloud', 'api', async (api) => {
      await api.request(subject, JSON.stringify({ stream_name: QUOTES_STREAM, config }));
      await as('cloud', 'gateway', async (gateway) => {
        for (const prefix of ['$JS.API', 'site.API']) {
          gateway.publish(`${prefix}.CONSUMER.DELETE.QUOTES.${name}`, '', { reply: '_INBOX_gateway.void' });
        }
        await through(gateway, identityOf('cloud', 'gateway'));
      });
      const info = await (await siteManager(api)).consumers.info(QUOTES_STREAM, name);
      expect(info.name).toBe(name);
    });
  });

  it('lets a rogue leaf with the stolen password purge and change nothing in the cloud', async () => {
    const leafPort = await leafPortOf(topology, 'cloud');
    await using rogue = await dialAsLeaf(leafPort, topology.credentials.passwordOf('cloud', 'leaf'));
    const replies = ['$JS.API.STREAM.PURGE.QUOTES', '$JS.API.STREAM.DELETE.QUOTES', 'quotes.AAPL'];
    for (const { subject, body } of forbidden(identityOf('cloud', 'leaf'))) rogue.nc.publish(subject, body, UNWANTED);
    for (const reply of replies) {
      // Flow control is answered on the reply that it names, by the server itself: 2.15.2 did so whatever that was.
      rogue.nc.publish('mirror.QUOTES.cloud', '', { headers: headers(100, 'FlowControl Request'), reply });
      for (const subject of ['quotes.AAPL', 'feed.heartbeat', 'status.bridge.onprem'])
        rogue.nc.publish(subject, '', { reply });
    }
    await as('cloud', 'reader', async (nc) => {
      await sentinel(rogue.nc, nc);
      await through(nc, identityOf('cloud', 'reader'));
    });
    expect(await stateOf(topology)).toEqual(before);
  });

  it("accepts the leaf's password from no client, and no password of the other site", async () => {
    await expect(topology.connect('cloud', 'leaf')).rejects.toThrow(/authorization/i);
    const { credentials } = topology;
    for (const user of ['api', 'gateway', 'reader', 'bridge'])
      expect(credentials.passwordOf('onprem', user)).not.toBe(credentials.passwordOf('cloud', user));
  });

  it.each(TOPOLOGY.sites.map(({ name }) => name))(
    '%s: opens no consumer of any kind with the password of reader, while API and gateway open theirs',
    async (site) => {
      const attempts = STREAMS.flatMap(consumerRequests);
      const counts = async (nc: NatsConnection) => {
        const jsm = await siteManager(nc);
        return Promise.all(STREAMS.map(async (stream) => (await jsm.streams.info(stream)).state.consumer_count));
      };
      await as(site, 'reader', async (nc) => {
        const existing = await counts(nc);
        // The broker does not count direct consumers, so a response is the only sign of one.
        const created: string[] = [];
        nc.subscribe('_INBOX_reader.attack', { callback: (_error, message) => void created.push(message.string()) });
        for (const prefix of ['$JS.API', 'site.API']) {
          for (const { subject, body } of attempts)
            nc.publish(`${prefix}.${subject}`, body, { reply: '_INBOX_reader.attack' });
        }
        await through(nc, identityOf(site, 'reader'));
        expect([created, await counts(nc)]).toEqual([[], existing]);
      });
      // The same requests of a service are accepted: the attack is a real one.
      for (const user of ['api', 'gateway']) {
        await as(site, user, async (nc) => {
          for (const { subject, body } of attempts.filter(({ subject: request }) => isNamed(request))) {
            const named = subject.replace('attack', `${user}_own`);
            const response = await nc.request(`site.API.${named}`, body.replaceAll('attack', `${user}_own`));
            expect([named, response.json<{ error?: object }>().error]).toEqual([named, undefined]);
          }
        });
      }
    },
  );

  it('lets no reading user delete a consumer of another', async () => {
    await as('cloud', 'gateway', async (gateway) => {
      const own = await (
        await siteManager(gateway)
      ).consumers.add(QUOTES_STREAM, {
        durable_name: 'gateway_durable',
        ack_policy: AckPolicy.None,
        mem_storage: true,
      });
      for (const user of ['api', 'reader']) {
        await as('cloud', user, async (nc) => {
          for (const prefix of ['$JS.API', 'site.API']) {
            nc.publish(`${prefix}.CONSUMER.DELETE.QUOTES.${own.name}`, '', { reply: `_INBOX_${user}.void` });
          }
          await through(nc, identityOf('cloud', user));
        });
      }
      const info = await (await siteManager(gateway)).consumers.info(QUOTES_STREAM, own.name);
      expect(info.created).toBe(own.created);
    });
  });

  it('bounds the consumers that API and gateway can make, and their durable ones do not stay', async () => {
    await as('cloud', 'api', async (nc) => {
      const codes = new Map<number, number>();
      for (let number = 0; number < 1_000; number += 1) {
        const name = `filling${number}`;
        const config = { name, durable_name: name, ack_policy: 'none', mem_storage: true };
        const answer = await nc.request(
          `site.API.CONSUMER.CREATE.QUOTES.${name}`,
          JSON.stringify({ stream_name: QUOTES_STREAM, config }),
        );
        const code = answer.json<{ error?: { err_code: number } }>().error?.err_code ?? 0;
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      const MAXIMUM_CONSUMERS_LIMIT = 10_026;
      expect([...codes.keys()].toSorted((a, b) => a - b)).toEqual([0, MAXIMUM_CONSUMERS_LIMIT]);
      expect(codes.get(0)).toBeLessThanOrEqual(500);
      const { config } = await (await siteManager(nc)).consumers.info(QUOTES_STREAM, 'filling0');
      expect(config.inactive_threshold).toBe(300e9);
    });
    // The mirror continues all the same; where an attack has moved its consumer, the bridge service repairs it first.
    await topology.service('feed').restart();
    const { last } = before.cloud[0]!;
    await vi.waitFor(
      async () => expect((await stateOf(topology)).cloud[0]?.last).toBeGreaterThan(last + 200),
      REPAIRED,
    );
    before = await stopFeed(topology);
  });

  // The last: the cloud's broker does not come back.
  it('lets a rogue site in place of the cloud write and change nothing on-prem', async () => {
    const leafPort = await leafPortOf(topology, 'cloud');
    await topology.sites.at('cloud').brokers[0]!.stop();
    await using rogue = await listenAsHub(leafPort);
    const reset = { subject: 'origin.API.CONSUMER.RESET.QUOTES.CLOUD', body: JSON.stringify({ seq: 1 }) };
    for (const { subject, body } of forbidden(null)) {
      if (!subject.startsWith('origin.API.CONSUMER.RESET.')) rogue.nc.publish(subject, body, UNWANTED);
    }
    for (const reply of [...CAPTURED, '$JS.API.STREAM.PURGE.QUOTES', '$JS.onprem.API.STREAM.PURGE.QUOTES']) {
      rogue.nc.publish(reset.subject, reset.body, { reply });
      rogue.nc.publish(reset.subject, '{', { reply });
      rogue.nc.publish('$JS.FC.QUOTES.CLOUD.x', '', { reply });
      rogue.nc.publish(detailsSubject('none'), '', { reply });
    }
    const details = await rogue.nc.request(detailsSubject('none'), '', { timeout: 5_000 });
    expect(details.json()).toEqual({ details: null });
    const answer = await rogue.nc.request(reset.subject, reset.body, { timeout: 5_000 });
    expect(answer.json()).toMatchObject({ reset_seq: 1 });
    expect(await stateOfSite(topology, 'onprem')).toEqual(before.onprem);
  });
});

function identityOf(site: string, user: string): Identity {
  const found = IDENTITIES.find((identity) => identity.site === site && identity.user === user);
  if (found === undefined) throw new Error(`${site} has no user ${user}`);
  return found;
}

/** Resolves when what a rogue broker sent before has come over its link. */
async function sentinel(rogue: NatsConnection, reader: NatsConnection): Promise<void> {
  const epoch = Date.now();
  const arrived = Promise.withResolvers<void>();
  const subscription = reader.subscribe(HEARTBEAT_SUBJECT, {
    callback: (_error, message) => {
      if (message.string().includes(String(epoch))) arrived.resolve();
    },
  });
  await reader.flush();
  rogue.publish(HEARTBEAT_SUBJECT, encodeHeartbeat({ epoch, time: epoch, count: 0, symbols: 0 }));
  await arrived.promise;
  subscription.unsubscribe();
}
