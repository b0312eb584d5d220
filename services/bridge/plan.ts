import { AckPolicy, DeliverPolicy, DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream';
import {
  CLAIM_SUBJECT,
  HEARTBEAT_SUBJECT,
  INSTRUMENT_SUBJECTS,
  INSTRUMENTS_STREAM,
  QUOTE_SUBJECTS,
  QUOTES_STREAM,
} from '@quotebridge/contracts/wire';
import type { StreamRole } from '@quotebridge/contracts/wire';
import type { Copy } from '@quotebridge/bridges';

const SECOND_NS = 1_000_000_000;
/**
 * Consumers without a reader, durable or not, are removed after this time: otherwise any user with read access could fill a site with them. The server removes a
 * reader's ordered consumer after 5 minutes. The mirror's durable consumer at the origin is exempt, so that it survives a longer cut without the bridge service recreating it.
 */
const UNREAD_S = { copied: 86_400, last: 300 };
/** The prefix under which the link's account at the upstream site imports the few JetStream requests that the other site may make. */
export const ORIGIN_API = 'origin.API';
/** The prefix of the subjects on which the origin responds to the bridge service. */
export const RESET_ANSWERS = 'bridge.answers';

/** The reset requests that a site's mirrors send to their upstream site: the bridge service answers in its place. */
export function mirrorResets({ from, to }: Pick<Copy, 'from' | 'to'>): string {
  return `${mirrorApi(from)}.CONSUMER.RESET.*.${durableName(to)}`;
}

/** The prefix that a mirror uses as the JetStream API of its upstream site. */
function mirrorApi(from: string): string {
  return `bridge.${from}`;
}

export interface PlanOptions {
  readonly site: string;
  readonly copies: readonly Copy[];
  readonly replicas: number;
  readonly quotesMaxBytes: number;
}

/** A stream with its durable consumers, as they must exist. */
export interface ObjectPlan {
  readonly stream: Partial<StreamConfig> & { readonly name: string };
  readonly consumers: readonly (Partial<ConsumerConfig> & { readonly durable_name: string })[];
}

/** What a site needs for one bridged stream: the stream, and a durable consumer for the mirror of each site that copies it. */
export interface StreamPlan extends ObjectPlan {
  readonly role: StreamRole;
  /** What brings the stream here; `null` at the origin. */
  readonly copy: Copy | null;
}

/**
 * The streams that are bridged to or from a site, as they must exist there. A stream that no bridge brings to the site is an origin.
 *
 * The durable consumer lets a mirror resume where it stopped: with it a mirror is complete within a second after
 * a 40 s cut, without it after 18 s (docs/adr/0002; needs JetStream API level 4, nats-server 2.14).
 */
export function planStreams({ site, copies, replicas, quotesMaxBytes }: PlanOptions): StreamPlan[] {
  const names = [QUOTES_STREAM, INSTRUMENTS_STREAM].filter((name) =>
    copies.some(({ stream, from, to }) => stream === name && (from === site || to === site)),
  );
  return names.map((name) => {
    const copy = copies.find(({ stream, to }) => stream === name && to === site) ?? null;
    const role = copy === null ? 'origin' : 'mirror';
    const served = copies.filter(({ stream, from }) => stream === name && from === site);
    const unread = served.length > 0 ? UNREAD_S.copied : UNREAD_S.last;
    const stream = { ...common(unread, replicas), ...OWN[name]?.(quotesMaxBytes) };
    return {
      role,
      copy,
      stream: { name, ...stream, ...(copy === null ? ORIGINAL[name] : { mirror: mirrorOf(copy) }) },
      consumers: served.map(({ to }) => mirrorConsumer(name, to, replicas)),
    };
  });
}

function common(unreadSeconds: number, replicas: number) {
  return {
    consumer_limits: { inactive_threshold: unreadSeconds * SECOND_NS },
    num_replicas: replicas,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
  };
}

/** Settings of a stream at every site. */
const OWN: Readonly<Record<string, (maxBytes: number) => Partial<StreamConfig>>> = {
  // Messages can be read without a consumer, from any replica.
  [QUOTES_STREAM]: (maxBytes) => ({ max_bytes: maxBytes, allow_direct: true }),
  [INSTRUMENTS_STREAM]: () => ({ max_msgs_per_subject: 1, allow_direct: true }),
};

const ORIGIN = { retention: RetentionPolicy.Limits };
/** Settings of a stream at its origin. */
const ORIGINAL: Readonly<Record<string, Partial<StreamConfig>>> = {
  [QUOTES_STREAM]: { ...ORIGIN, allow_atomic: true, subjects: [QUOTE_SUBJECTS, HEARTBEAT_SUBJECT, CLAIM_SUBJECT] },
  [INSTRUMENTS_STREAM]: { ...ORIGIN, subjects: [INSTRUMENT_SUBJECTS] },
};

function mirrorOf({ stream, from, to }: Copy) {
  return {
    name: stream,
    external: { api: mirrorApi(from), deliver: '' },
    consumer: { name: durableName(to), deliver_subject: deliverSubject(stream, to) },
  };
}

function mirrorConsumer(stream: string, to: string, replicas: number) {
  return {
    name: durableName(to),
    durable_name: durableName(to),
    deliver_subject: deliverSubject(stream, to),
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.FlowControl,
    flow_control: true,
    idle_heartbeat: SECOND_NS,
    num_replicas: replicas,
  };
}

/** The name of the durable consumer that a site's mirrors read from. */
export function durableName(site: string): string {
  return site.toUpperCase();
}

function deliverSubject(stream: string, site: string): string {
  return `mirror.${stream}.${site}`;
}
