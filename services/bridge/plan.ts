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
import type { Bridge } from './bridges.ts';

const SECOND_NS = 1_000_000_000;
/**
 * Consumers that nobody reads are removed after that, durable ones too: whoever may read could else fill a site with them. A reader's ordered consumer goes
 * after 5 minutes by itself. A stream that is copied keeps its own for the mirror through a longer cut: made anew it would serve as well, but the bridge would have to be there.
 */
const UNREAD_S = { copied: 86_400, last: 300 };
/** The prefix under which the account of the link, at the site that is copied, imports the few requests to JetStream that the other may make. */
export const ORIGIN_API = 'origin.API';
/** Under it the origin answers the bridge service. */
export const RESET_ANSWERS = 'bridge.answers';

/** What the mirrors of a site ask the one that they copy: the bridge service answers in its place. */
export function mirrorResets({ from, to }: Pick<Bridge, 'from' | 'to'>): string {
  return `${mirrorApi(from)}.CONSUMER.RESET.*.${durableName(to)}`;
}

/** The prefix under which a mirror believes to reach JetStream at the site that it copies. */
function mirrorApi(from: string): string {
  return `bridge.${from}`;
}

export interface PlanOptions {
  readonly site: string;
  readonly bridges: readonly Bridge[];
  readonly replicas: number;
  readonly quotesMaxBytes: number;
}

/** What a site must have for one stream to be bridged: the stream, and for each site that copies it the durable consumer that the mirror there reads. */
export interface StreamPlan {
  readonly role: StreamRole;
  /** The bridge that brings the stream here; `null` at the origin. */
  readonly bridge: Bridge | null;
  readonly stream: Partial<StreamConfig> & { readonly name: string };
  readonly consumers: readonly (Partial<ConsumerConfig> & { readonly durable_name: string })[];
}

/**
 * The streams that are bridged to or from a site, as it must hold them. A stream that no bridge brings to a site is made there.
 *
 * The durable consumer lets a mirror go on where it stopped: with it a mirror is complete within a second after
 * a 40 s cut, without it after 18 s (see the design's measurements; needs JetStream API level 4, nats-server 2.14).
 */
export function planStreams({ site, bridges, replicas, quotesMaxBytes }: PlanOptions): StreamPlan[] {
  const names = [QUOTES_STREAM, INSTRUMENTS_STREAM].filter((name) =>
    bridges.some(({ stream, from, to }) => stream === name && (from === site || to === site)),
  );
  return names.map((name) => {
    const bridge = bridges.find(({ stream, to }) => stream === name && to === site) ?? null;
    const role = bridge === null ? 'origin' : 'mirror';
    const copies = bridges.filter(({ stream: copied, from }) => copied === name && from === site);
    const unread = copies.length > 0 ? UNREAD_S.copied : UNREAD_S.last;
    const stream = { ...common(unread, replicas), ...OWN[name]?.(quotesMaxBytes) };
    return {
      role,
      bridge,
      stream: { name, ...stream, ...(bridge === null ? ORIGINAL[name] : { mirror: mirrorOf(bridge) }) },
      consumers: copies.map(({ to }) => mirrorConsumer(name, to, replicas)),
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

/** What a stream has at every site. */
const OWN: Readonly<Record<string, (maxBytes: number) => Partial<StreamConfig>>> = {
  // Single quotes and short runs of them are read without a consumer, from any replica.
  [QUOTES_STREAM]: (maxBytes) => ({ max_bytes: maxBytes, allow_direct: true }),
  [INSTRUMENTS_STREAM]: () => ({ max_msgs_per_subject: 1 }),
};

const ORIGIN = { retention: RetentionPolicy.Limits };
/** What a stream has where it is made. */
const ORIGINAL: Readonly<Record<string, Partial<StreamConfig>>> = {
  [QUOTES_STREAM]: { ...ORIGIN, allow_atomic: true, subjects: [QUOTE_SUBJECTS, HEARTBEAT_SUBJECT, CLAIM_SUBJECT] },
  [INSTRUMENTS_STREAM]: { ...ORIGIN, subjects: [INSTRUMENT_SUBJECTS] },
};

function mirrorOf({ stream, from, to }: Bridge) {
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

/** The name of the durable consumer from which a site's mirrors read. */
export function durableName(site: string): string {
  return site.toUpperCase();
}

function deliverSubject(stream: string, site: string): string {
  return `mirror.${stream}.${site}`;
}
