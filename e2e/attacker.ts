import { RequestError } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { demandStream, INSTRUMENTS_STREAM, isDemandStream, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { BUCKETS } from '../infra/topology/buckets.ts';
import { copiesIn } from '../infra/topology/declarations.ts';
import { TOPOLOGY } from '../infra/topology/topology.ts';
import { durableName } from '../services/bridge/plan.ts';
import { siteManager } from '@quotebridge/testkit';
import { answered, CAPTURED, forbidden, KEYS } from './attacks.ts';
import { allows } from './policy.ts';
import type { Identity } from './policy.ts';

/** The streams of a site. On-prem the accounts that own them are called like them. */
export const STREAMS = [QUOTES_STREAM, INSTRUMENTS_STREAM];

const COPIES = copiesIn(TOPOLOGY);

/** Publishes everything that would change something and that the identity must not be able to do. */
export async function overstep(nc: NatsConnection, identity: Identity): Promise<void> {
  for (const { subject, body } of forbidden(identity)) {
    nc.publish(subject, body, { reply: `_INBOX_${identity.user}.void` });
  }
  await through(nc, identity);
}

/** Makes every request that the identity can make, with a reply subject on everything that a stream captures and the identity may not write. */
export async function answerInto(nc: NatsConnection, identity: Identity): Promise<void> {
  const replies = [...CAPTURED, ...KEYS].filter((subject) => !allows(identity.publish, subject));
  for (const reply of replies) {
    for (const { subject, body } of answered(identity)) {
      nc.publish(subject, body, { reply });
      // As it went while all were in one account.
      nc.publish(subject.replace('site.API', '$JS.API'), body, { reply });
    }
  }
  await through(nc, identity);
}

/** Resolves when the server has dealt with what was sent on a connection before: it answers requests of one kind in order. */
export async function through(nc: NatsConnection, identity: Identity): Promise<void> {
  // What services answer is left out: not all of them run in every test.
  for (const { subject, body } of answered(identity).filter(({ subject: request }) => request.includes('.API.'))) {
    await nc.request(subject, body, { timeout: 5_000 }).catch((error: unknown) => {
      // Such as a pull of a consumer that does not exist.
      if (!(error instanceof RequestError && error.isNoResponders())) throw error;
    });
  }
  // For a user that may ask for nothing.
  await nc.flush();
}

/** The streams of the buckets that a site keeps. */
function bucketStreams(site: string): string[] {
  return BUCKETS.filter((bucket) => bucket.site === site).map(({ name }) => `KV_${name}`);
}

/** The streams of demand that a site holds: its own, and copies. */
function demandStreams(site: string): string[] {
  const copied = COPIES.filter(({ stream, to }) => isDemandStream(stream) && to === site);
  return TOPOLOGY.sites.some(({ name }) => name === site)
    ? [demandStream(site), ...copied.map(({ stream }) => stream)]
    : [];
}

/** What an attack would change at a site, as its bridge sees it. */
export async function streamStates(nc: NatsConnection, site: string) {
  const jsm = await siteManager(nc);
  return Promise.all(
    [...STREAMS, ...bucketStreams(site), ...demandStreams(site)].map(async (name) => {
      const { created, config, state } = await jsm.streams.info(name);
      const { first_seq: first, last_seq: last, messages } = state;
      const copy = COPIES.find(({ stream, from }) => stream === name && from === site);
      const info = copy ? await jsm.consumers.info(name, durableName(copy.to)) : null;
      const consumer = info && { created: info.created, paused: info.paused ?? false };
      return { name, created, subjects: config.subjects ?? [], first, last, messages, consumer };
    }),
  );
}
